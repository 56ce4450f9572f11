//! A typed client of the ProfitWell REST API.
