//! Gives libFuzzer the target `signature`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| dataworks_operator::dataworks::hostile::signature(input));
