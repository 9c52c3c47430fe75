//! The DataWorks API on a socket.
fn main() {}
