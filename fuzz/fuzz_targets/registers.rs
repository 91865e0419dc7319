//! Any bytes as a register of every source: read or refused, never a panic, rows in order.
#![no_main]

use std::ops::ControlFlow;

use enishi_intake::formats::Hints;
use enishi_intake::registers::{Context, read_register, sources};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for name in sources::names() {
        let Some(Ok(mapping)) = sources::built_in(name) else {
            panic!("the source ships and is good");
        };
        let (hints, context) = (Hints::default(), Context::default());
        let mut last = 0;
        let _ = read_register(bytes, &hints, &mapping, &context, &mut |row| {
            assert!(row.number > last);
            last = row.number;
            ControlFlow::Continue(())
        });
    }
});
