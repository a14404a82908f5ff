//! Signals, few open files, what a kill left, and a file that is replaced meanwhile.
