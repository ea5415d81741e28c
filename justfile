# The habits of this project. `just` lists them.

_list:
    @just --list --unsorted

# The server on http://localhost:8080, on data that stay in ./data
dev *arguments:
    FORECOURT__PLATFORM__ENVIRONMENT=development cargo run -- serve {{ arguments }}

# Six demo shops on embedded parts; prints where to click
demo *arguments:
    cargo run -- demo {{ arguments }}

# All tests, on real parts; see tests/run --help
test *arguments:
    tests/run {{ arguments }}

# Speed, beside a floor in the same run
bench *arguments:
    tests/load/run {{ arguments }}

# Formatting, clippy and documentation, as continuous integration sees them
lint:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets -- -D warnings
    RUSTDOCFLAGS=-Dwarnings cargo doc --no-deps --workspace
    python3 tests/support/dependencies.py
    python3 tests/support/layers.py

# Everything that must hold before a change is merged
ci:
    .ci/run
