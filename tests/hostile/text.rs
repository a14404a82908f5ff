//! Names, paths and quoted lines that speak to a terminal or to a runner of CI.
