//! The black-box tests, by subject.
#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test that cannot go on says so at once")]

mod abuse;
mod access;
mod across_shops;
mod action_links;
mod api;
mod authorization;
mod console;
mod cross_site;
mod customer_sign_in;
mod customers;
mod domains;
mod faults;
mod features;
mod forms;
mod hosts;
mod jobs;
mod limits;
mod migrations;
mod operator;
mod outbox;
mod portal;
mod portal_links;
mod row_security;
mod second_factor;
mod secrets;
mod secrets_of_others;
mod sessions;
mod settings;
mod sign_in;
mod team;
mod uploads;
mod ways_in;
mod webhooks;
