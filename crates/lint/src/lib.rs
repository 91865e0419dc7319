//! Rules over a year sheet.
