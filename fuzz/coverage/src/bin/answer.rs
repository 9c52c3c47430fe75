//! Gives libFuzzer the target `answer`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| dataworks_operator::dataworks::hostile::answer(input));
