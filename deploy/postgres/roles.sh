#!/bin/sh
# The server's login, which owns nothing; run once, by PostgreSQL's image, when its volume is new.
set -eu
psql --set ON_ERROR_STOP=1 --set password="$FORECOURT_LOGIN_PASSWORD" --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
CREATE ROLE forecourt_app NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
CREATE ROLE forecourt_login LOGIN NOINHERIT PASSWORD :'password';
GRANT forecourt_app TO forecourt_login;
SQL
