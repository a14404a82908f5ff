//! Files whose cost could grow faster than they do.
