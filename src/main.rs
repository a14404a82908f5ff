//! The doorway: arguments in, exit status out.

fn main() {}
