//! Workbooks read whole: what stands in them, what is hostile in them, real ones, mutilated ones.

mod binary;
mod container;
mod mutations;
mod opendocument;
mod real_files;
mod worksheets;
mod xml_attacks;
