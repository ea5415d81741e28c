//! Sessions as they are stored: tests move their times back instead of waiting.

use chrono::{NaiveDateTime, TimeDelta};

use crate::{Backend, Server, redis};

impl Server {
    /// Moves these times back in all stored sessions that have them: as if so much time had passed.
    ///
    /// # Panics
    /// When no session has them.
    pub async fn move_sessions_back(&self, times: &[&str], by: TimeDelta) {
        let moved = match (self.backend, &self.redis_url) {
            (Backend::Many, Some(url)) => in_redis(url, times, by).await,
            _ => self.in_database(times, by).await,
        };
        assert!(moved > 0, "no session has {times:?}");
    }

    async fn in_database(&self, times: &[&str], by: TimeDelta) -> usize {
        let mut moved = 0;
        for id in self.database.texts("SELECT hex(id_hash) FROM sessions").await {
            let stored = format!("SELECT hex(record) FROM sessions WHERE hex(id_hash) = '{id}'");
            let mut record = hex::decode(self.database.text(&stored).await).expect("hex");
            if move_back(&mut record, times, by) {
                let record = hex::encode(record);
                let sql = format!("UPDATE sessions SET record = X'{record}' WHERE hex(id_hash) = '{id}'");
                self.database.run(&sql).await;
                moved += 1;
            }
        }
        moved
    }
}

async fn in_redis(url: &str, times: &[&str], by: TimeDelta) -> usize {
    let mut connection = redis::connect(url).await;
    let keys: Vec<String> = redis::ask(&mut connection, &["KEYS", "*"]).await;
    let mut moved = 0;
    for key in keys {
        let kept = redis::try_to_ask::<Option<Vec<u8>>>(&mut connection, &["GET", &key]).await;
        let Ok(Some(mut record)) = kept else { continue };
        if move_back(&mut record, times, by) {
            let mut set = ::redis::cmd("SET");
            set.arg(key).arg(record).arg("KEEPTTL").exec_async(&mut connection).await.expect("SET");
            moved += 1;
        }
    }
    moved
}

/// Moves the times in a record, whatever it is encoded in: to the second a time is text of one length. Answers whether
/// all of them are set.
fn move_back(record: &mut [u8], times: &[&str], by: TimeDelta) -> bool {
    const FORM: &str = "%Y-%m-%dT%H:%M:%S";
    /// Between a name and its time: quotes and a colon, or how long the text is.
    const BETWEEN: usize = 3;
    let find = |bytes: &[u8], word: &[u8]| bytes.windows(word.len()).position(|window| window == word);
    for name in times {
        let Some(at) = find(record, name.as_bytes()) else { return false };
        let end = at + name.len();
        let Some(century) = record.get(end..end + BETWEEN + 2).and_then(|near| find(near, b"20")) else { return false };
        let start = end + century;
        let was = std::str::from_utf8(&record[start..start + 19]).expect("text");
        let was = NaiveDateTime::parse_from_str(was, FORM).unwrap_or_else(|e| panic!("{was}: {e}"));
        let earlier = (was - by).format(FORM).to_string();
        record[start..start + 19].copy_from_slice(earlier.as_bytes());
    }
    true
}
