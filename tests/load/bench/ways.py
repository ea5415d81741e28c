"""The customer's ways in: asking, links, codes, passwords; robots at the door, and what the clock gives away."""

import json
import statistics
import subprocess
import time

from support import install

from . import drive

# As in data.sql, and in the floor.
PASSWORD = "benchmark-password"
PASSWORD_HASH = "$argon2id$v=19$m=19456,t=2,p=1$rYvU58hTI6c5Rr8tD1GAlg$Gec+o32zFX8Y+p6dUa5cTEm8un85m/TOgU3UbaA1a58"
# Beyond so many standard deviations a difference is none of chance's.
NO_CHANCE = 3.5
# How much slower the home may be while robots guess passwords (p99).
STALL = 2.0

PREPARE = f"""
UPDATE tenants SET sign_in = 'email_link password', sms_daily_budget = 1000000
;;
UPDATE customers SET password_hash = '{PASSWORD_HASH}', password_set_at = created_at, email_proven_at = created_at
;;
CREATE TABLE floor_messages (id uuid PRIMARY KEY, tenant_id uuid NOT NULL, customer_id uuid, payload bytea NOT NULL, created_at timestamptz NOT NULL)
;;
CREATE INDEX ON floor_messages (tenant_id, created_at)
;;
CREATE TABLE floor_requests (id uuid PRIMARY KEY, tenant_id uuid NOT NULL, customer_id uuid, link_hash bytea UNIQUE, expires_at timestamptz NOT NULL, used_at timestamptz)
;;
CREATE INDEX ON floor_requests (tenant_id, customer_id)
"""

# Requests as a browser would have made them: the cookie of request n is `bench_token` of its number, cut to size.
SEED = """
INSERT INTO sign_in_requests (id, tenant_id, customer_id, purpose, channel, recipient, recipient_key, link_hash, tries, browser_hash,
                              return_path, created_at, expires_at, typed)
SELECT bench_id(9, n), tenant_id, id, 'sign_in', 'email', email, email_key, sha256(convert_to(left(bench_token(n), 48), 'UTF8')), 0,
       sha256(convert_to(left(bench_token(n), 48), 'UTF8')), '', now(), now() + interval '1 hour', true
FROM (SELECT row_number() OVER (ORDER BY id DESC) AS n, * FROM customers WHERE id IN (SELECT id FROM customers ORDER BY id DESC LIMIT {count})) c
;;
INSERT INTO floor_requests SELECT id, tenant_id, customer_id, link_hash, expires_at FROM sign_in_requests
;;
ANALYZE sign_in_requests
"""


class Ways:
    def __init__(self, bench, data):
        self.bench, self.data, self.world, self.report = bench, data, bench.world, bench.report
        self.world.postgres.run(data.name, PREPARE)

    def measure(self, server, floor):
        self.asking(server, floor)
        self.using(server, floor)
        self.passwords(server, floor)

    def side_by_side(self, name, bare, ours, goal=None):
        counted = drive.count(self.world, ours, self.data)
        for connections in (32, 1):
            figures = drive.side_by_side(self.world, [bare, ours], connections, self.bench.seconds, self.bench.rounds)
            self.report.job(name, connections, *figures, goal=goal, counted=counted)

    def asking(self, server, floor):
        install.say("asking for a sign-in link")
        customers = list(range(0, self.data.shops * self.data.customers, 3))
        self.bench.chance.shuffle(customers)
        # Each from an address of its own: one address alone would soon be told to come back later.
        ours = [
            drive.post("/login/link", self.host(n), self.forwarded(n), contact=f"alex{n}%40example.com", **{"with": "email_link", "next": ""})
            for n in customers
        ]
        bare = [drive.Request(f"/ask/{self.tenant(n)}/{self.data.id(3, n)}", "floor", method="POST") for n in customers]
        folder = self.world.folder
        loads = drive.Load(folder, "ask-floor", floor, bare, status=303), drive.Load(folder, "ask", server, ours, status=303)
        self.side_by_side("(d) ask for a link", *loads)
        self.forget()

    def using(self, server, floor):
        install.say("using a sign-in link")
        count = min(60_000, self.data.shops * self.data.customers // 2)
        self.world.postgres.run(self.data.name, SEED.format(count=count))
        rows = self.world.postgres.run(self.data.name, "SELECT tenant_id, id FROM sign_in_requests ORDER BY id").split()
        hosts = {self.data.id(1, shop): self.data.host(shop) for shop in range(self.data.shops)}
        ours, bare = [], []
        for n, row in enumerate(rows, 1):
            token = self.data.token(n)[:48]
            host = hosts[row.split("|")[0]]
            ours.append(drive.Request(f"/sign-in/{token}", host, {"Cookie": f"asked={token}", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}))
            bare.append(drive.Request(f"/use/{token}", "floor", method="POST"))
        folder = self.world.folder
        loads = drive.Load(folder, "use-floor", floor, bare, status=303), drive.Load(folder, "use", server, ours, status=303)
        self.side_by_side("(e) use a sign-in link", *loads)
        used = int(self.world.postgres.run(self.data.name, "SELECT count(*) FROM sign_in_requests WHERE link_used_at IS NOT NULL"))
        seen = int(self.world.postgres.run(self.data.name, "SELECT count(*) FROM sessions_seen WHERE customer_id IS NOT NULL AND way = 'sign_in_link'"))
        self.report.lines.append(f"links       {used:,} used, {seen:,} sessions begun by them: {'yes' if used == seen else 'NO'}")
        self.report.met &= used == seen

    def passwords(self, server, floor):
        install.say("signing in by password")
        customers = self.bench.chance.sample(range(self.data.shops * self.data.customers), 20_000 if self.data.shops > 100 else 500)
        ours = [
            drive.post("/login/password", self.host(n), self.forwarded(n), contact=f"alex{n}%40example.com", password=PASSWORD, next="") for n in customers
        ]
        bare = [drive.Request(f"/password/{self.tenant(n)}/{self.data.id(3, n)}", "floor", method="POST") for n in customers]
        folder = self.world.folder
        loads = drive.Load(folder, "password-floor", floor, bare, status=303), drive.Load(folder, "password", server, ours, status=303)
        self.side_by_side("(f) sign in by password", *loads, goal=0.7)

    # From the login page to the customer's home, by what arrives

    def whole(self, server):
        for by in ("link", "code"):
            install.say(f"signing in by {by}, from the login page on")
            customers = self.bench.chance.sample(range(self.data.shops * self.data.customers), 400)
            lines = [f"{self.host(n)} alex{n}@example.com" for n in customers]
            said = self.hands("ways", server.url, f"127.0.0.1:{self.world.provider_port}", "20", by, lines=lines)
            ms = lambda part: f"{said[part]['p50'] / 1000:.1f} / {said[part]['p99'] / 1000:.1f} ms"  # noqa: E731
            met = said["signed_in"] == said["asked"] and said["whole"]["p99"] < 1_000_000
            self.report.met &= met
            self.report.lines.append(
                f"sign-in     by {by}, 50 a second: {said['signed_in']} of {said['asked']} signed in; asked {ms('ask')}, mail handed over {ms('handed_over')},"
                f" used {ms('use')}, whole {ms('whole')} (p50 / p99); goal all, p99 < 1 s: {'yes' if met else 'NO'}"
            )
            self.report.all.append({"sign-in": by, **said})
            self.forget()

    # What the clock gives away

    def ranks(self, server, number=1_000):
        everybody = range(self.data.shops * self.data.customers)
        mails = "alex{n}%40example.com", "anna{n}%40example.com"
        phones = "%2B1202{known}", "%2B1203{known}"
        for name, path, form, who in [
            ("asking for a link", "/login/link", "contact={}&with=email_link&next=", mails),
            ("asking for a new password", "/login/forgot", "contact={}&next=", mails),
            ("a wrong password", "/login/password", "contact={}&password=not-the-password&next=", mails),
            ("asking across shops by mail", "/client-login/send", "address={}", mails),
            ("asking across shops by phone", "/client-login/send", "address={}", phones),
        ]:
            install.say(f"whether {name} tells who is a customer")
            customers = self.bench.chance.sample(everybody, number)
            # Of a known and an unknown person, the page shows the same of an address.
            body = lambda which, n: form.format(who[which].format(n=n, known=2_000_000 + n))  # noqa: E731
            host = (lambda n: "localhost") if path.startswith("/client-login") else self.host  # noqa: E731
            lines = [f"{host(n)} {path} {body(0, n)} {body(1, n)}" for n in customers]
            self.hands("ranks", server.url, "0", lines=lines[:50])
            said = self.hands("ranks", server.url, "3", lines=lines)
            met = abs(said["z"]) < NO_CHANCE and said["different"] == 0
            self.report.met &= met
            self.report.lines.append(
                f"ranks       {name}: known {said['known_us']} µs, unknown {said['unknown_us']} µs, {said['timings']} timings each; P(known slower) ="
                f" {said['area']:.3f}, {said['z']:+.1f} deviations, {said['different']} answers differ; goal below {NO_CHANCE}, none: {'yes' if met else 'NO'}"
            )
            self.report.all.append({"ranks": name, **said})
        self.forget()

    # Robots at the door

    def flood(self, server, home):
        """The home page while robots guess passwords, beside the same a moment before."""
        install.say("the home while robots guess passwords")
        lines = [f"{self.host(n)} /login/password contact=alex{n}%40example.com&password=guess-{n}&next=" for n in range(0, 20_000)]
        seconds, idle, flooded, answers = max(3, self.bench.seconds), [], [], {}
        home.run(1, 2, 0)
        for turn in range(self.bench.rounds):
            idle.append(home.run(1, seconds, turn / self.bench.rounds)["p99"] / 1000)
            command = [self.world.programs["forecourt-load"], "robots", server.url, "300", str(seconds + 2)]
            robots = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            robots.stdin.write("\n".join(lines))
            robots.stdin.close()
            time.sleep(1)
            flooded.append(home.run(1, seconds, turn / self.bench.rounds)["p99"] / 1000)
            for status, times in json.loads(robots.stdout.read())["answers"].items():
                answers[status] = answers.get(status, 0) + times
            robots.wait()
            time.sleep(2)
        ratio = statistics.median(after / before for before, after in zip(idle, flooded, strict=True))
        met = ratio <= STALL
        self.report.met &= met
        told = ", ".join(f"{times} × {status}" for status, times in sorted(answers.items()))
        self.report.lines.append(
            f"robots      home p99 {statistics.median(idle):.2f} ms, {statistics.median(flooded):.2f} ms while 300 passwords a second are guessed"
            f" ({told}): {ratio:.2f} ×, goal {STALL} ×: {'yes' if met else 'NO'}"
        )
        self.report.all.append({"robots": ratio, "idle_ms": idle, "flooded_ms": flooded, "answers": answers})

    def forget(self):
        """Messages that nobody is to be timed with."""
        self.world.postgres.run(self.data.name, "UPDATE sign_in_requests SET notification_id = NULL;;DELETE FROM notifications")

    def hands(self, *arguments, lines):
        command = [self.world.programs["forecourt-load"], *arguments]
        done = subprocess.run(command, input="\n".join(lines), capture_output=True, text=True)
        if done.returncode:
            raise install.Missing(f"{arguments[0]}: {done.stderr[-2000:]}")
        return json.loads(done.stdout)

    def host(self, n):
        return self.data.host(n // self.data.customers)

    def tenant(self, n):
        return self.data.id(1, n // self.data.customers)

    def forwarded(self, n):
        return {"X-Forwarded-For": f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}"}
