//! A vehicle of a customer, as its row says it.

use forecourt_domain::ids::{CustomerId, VehicleId};
use sea_orm::QueryResult;

use crate::Error;
use crate::db::entities::vehicle;
use crate::db::row::Row;

/// What a person types about a vehicle, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VehicleDetails {
    /// The plate.
    pub registration: Option<String>,
    /// Who built it.
    pub make: String,
    /// What it is.
    pub model: String,
    /// The model year.
    pub year: Option<u16>,
    /// The colour.
    pub colour: Option<String>,
}

/// A vehicle.
#[derive(Debug, Clone)]
pub struct Vehicle {
    /// Its id.
    pub id: VehicleId,
    /// Whose it is.
    pub customer_id: CustomerId,
    /// What is known of it.
    pub details: VehicleDetails,
}

impl VehicleDetails {
    /// As people say it: make and model.
    pub fn title(&self) -> String {
        format!("{} {}", self.make, self.model)
    }
}

impl Vehicle {
    /// From columns `v_…` of a join; none when there was no vehicle.
    pub(crate) fn joined(row: &QueryResult, customer_id: CustomerId) -> Result<Option<Self>, Error> {
        let Some(id) = row.read::<Option<uuid::Uuid>>("v_id")? else { return Ok(None) };
        Ok(Some(Self {
            id: id.into(),
            customer_id,
            details: VehicleDetails {
                registration: row.read("v_registration")?,
                make: row.read("v_make")?,
                model: row.read("v_model")?,
                year: row.read::<Option<i32>>("v_year")?.and_then(|y| u16::try_from(y).ok()),
                colour: row.read("v_colour")?,
            },
        }))
    }

    pub(crate) const COLUMNS: &str = "v.id AS v_id, v.registration AS v_registration, v.make AS v_make, v.model AS v_model, v.year AS v_year, v.colour AS v_colour";
}

impl From<vehicle::Model> for Vehicle {
    fn from(row: vehicle::Model) -> Self {
        Self {
            id: row.id.into(),
            customer_id: row.customer_id.into(),
            details: VehicleDetails {
                registration: row.registration,
                make: row.make,
                model: row.model,
                year: row.year.and_then(|y| u16::try_from(y).ok()),
                colour: row.colour,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_what_people_say() {
        let details = VehicleDetails {
            registration: None,
            make: "Volkswagen".into(),
            model: "Golf GTI".into(),
            year: Some(2021),
            colour: None,
        };
        assert_eq!(details.title(), "Volkswagen Golf GTI");
    }
}
