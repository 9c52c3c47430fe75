//! Gives libFuzzer the target `object`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| dataworks_operator::controller::hostile::object(input));
