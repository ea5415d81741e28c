-- Shops and customers for the benchmark, made by the database itself: no row travels.
--
--   psql -v shops=1000 -v customers=200 -f data.sql      (customers: of each shop)
--
-- Every customer has a vehicle, one active job with its history and six photos, and a portal link. The plain token of
-- customer n is encode(sha256('portal-token-' || n), 'hex'), and the n-th customer is in shop n / customers.

\set ON_ERROR_STOP on
BEGIN;
-- Foreign keys hold by construction: 1.6 million look-ups would only show that again.
SET LOCAL session_replication_role = replica;
SET LOCAL synchronous_commit = off;

-- Ids in order of time, as the server makes them (version 7).
CREATE FUNCTION bench_id(kind int, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT ('0190' || lpad(to_hex(kind), 4, '0') || '00007000' || '8000' || lpad(to_hex(n), 12, '0'))::uuid
$$;
CREATE FUNCTION bench_token(n bigint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT encode(sha256(convert_to('portal-token-' || n, 'UTF8')), 'hex')
$$;

CREATE FUNCTION bench_reference(n bigint, customers bigint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT 'WO-' || (ARRAY['TANGO', 'ROMEO', 'ZULU'])[1 + (n % customers) / 10000] || '-' || lpad(((n % customers) % 10000)::text, 4, '0')
$$;
CREATE FUNCTION bench_description() RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT 'Full service, brake fluid and a new set of front pads; the noise at the left front wheel is to be looked into.'
$$;
CREATE FUNCTION bench_blob(n bigint, photo int, customers bigint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT 'photos/' || bench_id(1, n / customers) || '/' || bench_id(7, n * 8 + photo)
$$;
CREATE FUNCTION bench_placeholder() RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT 'data:image/webp;base64,' || repeat('UklGRiQAAABXRUJQVlA4', 16)
$$;
CREATE FUNCTION bench_ms(ago interval) RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT (extract(epoch FROM now() - ago) * 1000)::bigint
$$;

INSERT INTO tenants (id, slug, name, preset, state, locale, time_zone, currency, country, tagline, phone, email, brand_color,
                     hours, features, session_days, sms_credits, created_at, updated_at)
SELECT bench_id(1, s), 'shop-' || s, 'Torque Garage ' || s, (ARRAY['garage', 'detailing', 'home-services', 'salon', 'studio'])[1 + s % 5],
       'active', (ARRAY['en-US', 'en-GB', 'de-DE'])[1 + s % 3], (ARRAY['America/New_York', 'Europe/London', 'Europe/Berlin'])[1 + s % 3],
       'USD', 'US', 'Looked after since 1987', '+1202' || (5000000 + s), 'hello@shop-' || s || '.example',
       '#' || lpad(to_hex((s * 7919) % 16777216), 6, '0'),
       '{"0": "8:00 – 18:00", "1": "8:00 – 18:00", "2": "8:00 – 18:00", "3": "8:00 – 18:00", "4": "8:00 – 17:00", "5": "9:00 – 13:00", "6": ""}',
       'jobs photos vehicles', 90, 1000000000, now() - interval '1 year', now()
FROM generate_series(0, :shops - 1) s;

-- The owner of each shop; the password is "benchmark-password".
INSERT INTO staff_members (id, tenant_id, email, email_key, name, role, password_hash, created_at)
SELECT bench_id(2, s), bench_id(1, s), 'owner@shop-' || s || '.example', 'owner@shop-' || s || '.example', 'Olivia Owner', 'owner',
       '$argon2id$v=19$m=19456,t=2,p=1$rYvU58hTI6c5Rr8tD1GAlg$Gec+o32zFX8Y+p6dUa5cTEm8un85m/TOgU3UbaA1a58', now()
FROM generate_series(0, :shops - 1) s;

INSERT INTO customers (id, tenant_id, name, email, email_key, phone, search_text, created_at, updated_at, last_seen_at, welcomed_at,
                       photos, vehicles, home_jobs)
SELECT bench_id(3, n), bench_id(1, n / :customers), 'Alex Morgan ' || n, 'alex' || n || '@example.com', 'alex' || n || '@example.com',
       '+1202' || (2000000 + n), 'alex morgan ' || n || ' alex' || n || '@example.com +1202' || (2000000 + n),
       now() - interval '90 days', now(), now() - n * interval '1 second', now(), 6, 1,
       -- As the server keeps it: of all that the tables below hold, only what the home shows.
       json_build_object('format', 1, 'jobs', json_build_array(json_build_object(
         'id', bench_id(5, n), 'reference', bench_reference(n, :customers), 'status', 'in_progress', 'description', bench_description(),
         'appointment_at', bench_ms(interval '1 day'), 'ready_on', current_date + 3, 'booked_at', bench_ms(interval '3 days'), 'version', 3, 'photos', 6,
         'vehicle', json_build_object('id', bench_id(4, n), 'registration', 'AB12 ' || n, 'make', 'Volkswagen', 'model', 'Golf GTI', 'year', 2019,
                                      'colour', 'Tornado red'),
         'cover', json_build_object('id', bench_id(7, n * 8 + 6), 'stage', 'after', 'blob_key', bench_blob(n, 6, :customers), 'width', 2400, 'height', 1600,
                                    'placeholder', bench_placeholder(), 'created_at', bench_ms(interval '5 hours')))))::text
FROM generate_series(0, :shops * :customers - 1) n;

INSERT INTO vehicles (id, tenant_id, customer_id, registration, make, model, year, colour, created_at)
SELECT bench_id(4, n), bench_id(1, n / :customers), bench_id(3, n), 'AB12 ' || n, 'Volkswagen', 'Golf GTI', 2019, 'Tornado red',
       now() - interval '90 days'
FROM generate_series(0, :shops * :customers - 1) n;

INSERT INTO work_orders (id, tenant_id, customer_id, vehicle_id, reference, status, description, appointment_at, ready_on, booked_at,
                         updated_at, version, photos)
SELECT bench_id(5, n), bench_id(1, n / :customers), bench_id(3, n), bench_id(4, n),
       bench_reference(n, :customers), 'in_progress', bench_description(),
       now() - interval '1 day', current_date + 3, now() - interval '3 days', now(), 3, 6
FROM generate_series(0, :shops * :customers - 1) n;

INSERT INTO work_order_events (id, tenant_id, customer_id, work_order_id, status, at)
SELECT bench_id(6, n * 4 + step), bench_id(1, n / :customers), bench_id(3, n), bench_id(5, n),
       (ARRAY['pending', 'scheduled', 'in_progress'])[step], now() - (4 - step) * interval '20 hours'
FROM generate_series(0, :shops * :customers - 1) n, generate_series(1, 3) step;

INSERT INTO photos (id, tenant_id, customer_id, work_order_id, stage, blob_key, width, height, bytes, placeholder, created_at)
SELECT bench_id(7, n * 8 + p), bench_id(1, n / :customers), bench_id(3, n), bench_id(5, n),
       (ARRAY['before', 'before', 'during', 'during', 'during', 'after'])[p], bench_blob(n, p, :customers), 2400, 1600, 900000, bench_placeholder(), now() - interval '5 hours'
FROM generate_series(0, :shops * :customers - 1) n, generate_series(1, 6) p;

INSERT INTO customer_portal_tokens (id, tenant_id, customer_id, token_hash, channel, created_at, expires_at)
SELECT bench_id(8, n), bench_id(1, n / :customers), bench_id(3, n), sha256(convert_to(bench_token(n), 'UTF8')), 'sms',
       now() - interval '1 day', now() + interval '29 days'
FROM generate_series(0, :shops * :customers - 1) n;

-- The floor's links: the same columns and indexes, but nothing that has to be retired, and no policy.
CREATE TABLE floor_links (LIKE customer_portal_tokens INCLUDING DEFAULTS) WITH (fillfactor = 80);
INSERT INTO floor_links SELECT * FROM customer_portal_tokens;
ALTER TABLE floor_links ADD PRIMARY KEY (id), ADD UNIQUE (token_hash);
CREATE INDEX ON floor_links (tenant_id, customer_id, created_at DESC);
COMMIT;
-- Only these: of a table known to be empty PostgreSQL plans to read all, and goes on so as it fills, since nothing analyzes it here.
VACUUM ANALYZE tenants, staff_members, customers, vehicles, work_orders, work_order_events, photos, customer_portal_tokens, floor_links;
