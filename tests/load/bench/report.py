"""The table, and whether the goals are met."""

MEMORY_GOAL_MB = 120
SEND_GOAL_MS = 250
# "No slower": what two runs of one and the same thing differ by on a quiet machine.
NO_SLOWER = 0.95


class Report:
    def __init__(self):
        self.jobs, self.counted, self.lines, self.met, self.all = [], {}, [], True, []

    def job(self, name, connections, floor, ours, goal, least=None, counted=None, size=None):
        from .drive import ratio

        self._row(
            name, connections, floor.middle("rates"), ours.middle("rates"), ratio(floor, ours), goal, least, counted, floor, ours, size
        )

    def tokens(self, name, connections, minting, opening, goal):
        """One token is one mint and one open, one after the other."""
        both = [[1 / (1 / m + 1 / o) for m, o in zip(mint.rates, opened.rates, strict=True)] for mint, opened in zip(minting, opening, strict=True)]
        pairs = sorted(ours / floor for floor, ours in zip(*both, strict=True))
        middle = [sorted(rates)[len(rates) // 2] for rates in both]
        self._row(name, connections, *middle, pairs[len(pairs) // 2], goal)

    def _row(self, name, connections, floor_rate, rate, ratio, goal, least=None, counted=None, floor=None, ours=None, size=None):
        latency = lambda f: f"{f.middle('p50'):.2f} / {f.middle('p99'):.2f}" if f else ""  # noqa: E731
        work = lambda f: f"{f.middle('server'):.0f} + {f.middle('parts'):.0f}" if f else ""  # noqa: E731
        if counted and name not in self.counted:
            self.counted[name] = (counted, size)
        queries = f"{sum(counted[0].values()):.0f} + {sum(counted[1].values()):.0f}" if counted else ""
        verdict = "" if goal is None else "yes" if ratio >= goal else f"no (≥ {least})" if least and ratio >= least else "NO"
        self.met &= verdict != "NO"
        goal_text = "" if goal is None else f"{goal}" + (f" ({least})" if least else "")
        self.jobs.append(
            [name, connections, f"{floor_rate:,.0f}", f"{rate:,.0f}", f"{ratio:.2f}", latency(floor), latency(ours), work(floor), work(ours), queries, goal_text, verdict]
        )
        self.all.append({"job": name, "connections": connections, "floor": floor_rate, "ours": rate, "ratio": ratio, "goal": goal})

    def memory(self, what, resident, most, before=None):
        met = resident <= MEMORY_GOAL_MB
        self.met &= met
        began = f", {before:.0f} MB before the first request" if before else ""
        self.lines.append(f"memory      {resident:.0f} MB ({most:.0f} at most{began}), {what}; goal {MEMORY_GOAL_MB} MB: {'yes' if met else 'NO'}")
        self.all.append({"memory": what, "mb": resident, "most_mb": most})

    def send(self, what, timed):
        ms = {name: timed[name] / 1000 for name in ("p50", "p99", "max", "answered_p50", "answered_p99")}
        met = ms["p99"] < SEND_GOAL_MS and timed["complete"]
        self.met &= met
        self.lines.append(
            f"send        p50 {ms['p50']:.1f} ms, p99 {ms['p99']:.1f} ms, slowest {ms['max']:.1f} ms of {timed['held']} (pressed: {timed['sends']}) from the button to the provider"
            f" (staff answered: {ms['answered_p50']:.1f} / {ms['answered_p99']:.1f} ms), {what}; goal p99 < {SEND_GOAL_MS} ms: {'yes' if met else 'NO'}"
        )
        self.all.append({"send": what, **ms})

    def shops(self, what, names, figures):
        rates = [figure.middle("rates") for figure in figures]
        last = sorted(many / few for few, many in zip(figures[0].rates, figures[-1].rates, strict=True))
        ratio = last[len(last) // 2]
        met = ratio >= NO_SLOWER
        self.met &= met
        told = ", ".join(f"{name}: {rate:,.0f}/s" for name, rate in zip(names, rates, strict=True))
        self.lines.append(f"shops       {what}: {told}; 10,000 ÷ 10 = {ratio:.2f}, goal no slower: {'yes' if met else 'NO'}")
        self.all.append({"shops": what, "rates": dict(zip(names, rates, strict=True)), "ratio": ratio})

    def figures(self):
        return self.all

    def show(self, refusals):
        header = ["job", "conns", "floor/s", "ours/s", "ratio", "floor p50 / p99 ms", "ours p50 / p99 ms", "floor CPU µs", "ours CPU µs", "SQL + Redis", "goal", "met"]
        widths = [max(len(str(row[at])) for row in [header, *self.jobs]) for at in range(len(header))]
        print()
        for row in [header, *self.jobs]:
            print(" | ".join(str(cell).ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
            if row is header:
                print("-|-".join("-" * width for width in widths))
        print("CPU of one request in µs: the server's + PostgreSQL's and Redis's. SQL: statements as PostgreSQL logs them.\n")
        for name, ((statements, commands), size) in self.counted.items():
            weight = f", {size[1]:,.0f} bytes of HTML (floor {size[0]:,.0f})" if size else ""
            print(f"{name}: what one request asks{weight}")
            for what, times in [*statements.items(), *((f"Redis {name.upper()}", times) for name, times in commands.items())]:
                print(f"  {times:4.2f} × {' '.join(what.split())}")
        print()
        for line in self.lines:
            print(line)
        if refusals:
            print("\nNOT ANSWERED AS IT SHOULD HAVE BEEN", *refusals, sep="\n  ")
        return self.met and not refusals
