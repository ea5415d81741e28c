//! The database schema, step by step, for SQLite and PostgreSQL.
//!
//! Migrations never name the entities: a migration must mean the same in five years, whatever the entities say then
//! (a test compares the two). Each step goes up and down on both databases. Changes are made in two releases, expand
//! then contract, so that the old and the new server can run side by side.
//!
//! Start reading at [`dialect`], which explains the row-level security that every table gets on PostgreSQL.

pub mod dialect;
mod m0001_shops;
mod m0002_customers;
mod m0003_work;
mod m0004_links_and_outbox;
mod m0005_ways_in;
mod m0006_staff_and_operators;
mod m0007_across_shops;
mod m0008_sms_budgets;
mod m0009_operators_passkeys;
mod m0010_domains;
mod m0011_platform_messages;
mod m0012_ways_asked_by;
mod m0013_lighter_writes;
mod m0014_strangers_mails;
mod m0015_proofs;
mod m0016_person_proven;
mod m0017_choices_and_codes;
mod m0018_home_jobs;
mod m0019_invoices;
mod m0020_folded_search;
mod m0021_patient_outbox;
mod run;

pub use run::{down, pending, up};
pub use sea_orm_migration::{MigratorTrait, SchemaManager, sea_orm};

/// All steps, in order.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn sea_orm_migration::MigrationTrait>> {
        vec![
            Box::new(m0001_shops::Step),
            Box::new(m0002_customers::Step),
            Box::new(m0003_work::Step),
            Box::new(m0004_links_and_outbox::Step),
            Box::new(m0005_ways_in::Step),
            Box::new(m0006_staff_and_operators::Step),
            Box::new(m0007_across_shops::Step),
            Box::new(m0008_sms_budgets::Step),
            Box::new(m0009_operators_passkeys::Step),
            Box::new(m0010_domains::Step),
            Box::new(m0011_platform_messages::Step),
            Box::new(m0012_ways_asked_by::Step),
            Box::new(m0013_lighter_writes::Step),
            Box::new(m0014_strangers_mails::Step),
            Box::new(m0015_proofs::Step),
            Box::new(m0016_person_proven::Step),
            Box::new(m0017_choices_and_codes::Step),
            Box::new(m0018_home_jobs::Step),
            Box::new(m0019_invoices::Step),
            Box::new(m0020_folded_search::Step),
            Box::new(m0021_patient_outbox::Step),
        ]
    }
}
