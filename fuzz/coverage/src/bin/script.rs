//! Gives libFuzzer the target `script`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| dataworks_operator::domain::script::hostile::script(input));
