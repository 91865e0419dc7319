//! What a printed value says.
