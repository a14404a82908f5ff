//! Files and directories that a change takes out of the gate's sight.
