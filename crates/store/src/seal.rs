//! stub
use crate::error::StoreError;
use crate::posting::Posting;
impl Posting {
    pub(crate) async fn seal_full_blocks(&mut self) -> Result<(), StoreError> {
        Ok(())
    }
}
