"""What coordinators and volunteers do, as plain functions on a store. Nothing here knows the web."""
