//! One entity a table, written by hand; a test compares them with what the migrations made.
//!
//! Ids are bare UUIDs here and typed everywhere above.

pub(crate) mod customer;
pub(crate) mod photo;
pub(crate) mod staff_member;
pub(crate) mod tenant;
pub(crate) mod vehicle;
pub(crate) mod work_order;
pub(crate) mod work_order_event;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use sea_orm::{ConnectionTrait, Database, DbBackend, EntityTrait, Iterable, Statement};

    /// The columns of the migrated table and of the entity are the same. (That both databases have the same tables is
    /// a black-box test.)
    async fn assert_same_columns<E: EntityTrait>(database: &sea_orm::DatabaseConnection)
    where
        E::Column: Iterable,
    {
        use sea_orm::IdenStatic;
        let table = E::default().table_name().to_owned();
        let sql = format!("SELECT name FROM pragma_table_info('{table}')");
        let rows = database.query_all_raw(Statement::from_string(DbBackend::Sqlite, sql)).await.unwrap();
        let migrated: BTreeSet<String> = rows.iter().map(|row| row.try_get("", "name").unwrap()).collect();
        let named: BTreeSet<String> = E::Column::iter().map(|column| column.as_str().to_owned()).collect();
        assert_eq!(migrated, named, "{table}");
    }

    #[tokio::test]
    async fn entities_are_what_the_migrations_made() {
        let folder = std::env::temp_dir().join(format!("forecourt-drift-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let url = format!("sqlite://{}", folder.join("drift.db").display());
        let settings =
            crate::DatabaseSettings { url: url.clone(), owner_url: String::new(), ca_file: None, max_connections: 1 };
        forecourt_migrations::up(settings.connect_as_owner().await.unwrap()).await.unwrap();
        let database = Database::connect(&url).await.unwrap();
        assert_same_columns::<super::customer::Entity>(&database).await;
        assert_same_columns::<super::photo::Entity>(&database).await;
        assert_same_columns::<super::staff_member::Entity>(&database).await;
        assert_same_columns::<super::tenant::Entity>(&database).await;
        assert_same_columns::<super::vehicle::Entity>(&database).await;
        assert_same_columns::<super::work_order::Entity>(&database).await;
        assert_same_columns::<super::work_order_event::Entity>(&database).await;
        database.close().await.unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
