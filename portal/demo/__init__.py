"""The demo office 乌海市, built through the services: its people, its year 2023, and something open in each state around today."""
