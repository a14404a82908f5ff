//! Images that hide behind the name of a key, a tag or a patch.
