"""Things that stand about in a workshop, to be seen out of focus."""
import math
import random

import numpy as np

import stage as S


def cabinets(x0, y, n=5, colour=(.03, .03, .033), drawers=6, width=.7, height=.95, top=True, facing=-1):
    """Tool drawers along the wall, fronts facing -y (or +y)."""
    body, steel = S.plain("cabinet", colour, .35, .2, Coat_Weight=.5), S.plain("steel", (.55, .55, .56), .3, 1.0)
    for i in range(n):
        x = x0 + i * (width + .015)
        S.box("carcass", (x, y, height / 2 + .05), (width, .5, height), body, .01)
        h = (height - .04) / drawers
        for d in range(drawers):
            z = .09 + h * (d + .5)
            S.box("front", (x, y + facing * .255, z), (width - .03, .02, h - .012), body, .006)
            S.box("pull", (x, y + facing * .275, z + h * .3), (width - .12, .02, .014), steel, .004)
    if top:
        S.box("top", (x0 + (n - 1) * (width + .015) / 2, y, height + .075), (n * (width + .015), .54, .04), S.wood("bench", (.30, .17, .08)), .006)


BOTTLES = [(.30, .03, .02), (.03, .08, .18), (.42, .22, .04), (.6, .6, .58), (.55, .54, .50), (.03, .03, .035), (.02, .02, .022), (.10, .11, .12)]


def bottle(x, y, z, colour, h=.24, r=.038):
    p = [(0, 0), (r * .95, 0), (r, .008), (r, h * .62), (r * .8, h * .72), (r * .36, h * .8), (r * .36, h * .86), (r * .45, h * .86), (r * .45, h), (0, h)]
    ob = S.lathe("bottle", p, S.plain("bottle", colour, .25, 0, Coat_Weight=.5), 40, axis="z")
    ob.location = (x, y, z)
    lab = S.lathe("label", [(r * 1.01, h * .14), (r * 1.01, h * .55)], S.plain("label", (.7, .7, .68) if sum(colour) < 1 else (.05, .05, .06), .5), 40, axis="z")
    lab.location = (x, y, z)


def shelf(x0, x1, y, z, seed=1, gap=.11):
    rnd = random.Random(seed)
    S.box("shelf", ((x0 + x1) / 2, y, z - .015), (x1 - x0, .28, .03), S.wood("shelf", (.26, .15, .07)), .004)
    x = x0 + .08
    while x < x1 - .08:
        bottle(x, y + rnd.uniform(-.05, .05), z, rnd.choice(BOTTLES), rnd.choice([.2, .24, .24, .3]), rnd.choice([.036, .04, .05]))
        x += gap * rnd.choice([.85, 1, 1, 1.2, 2.4])


def strip(p, q, strength=18, colour=(.95, .97, 1), width=.03, face=(0, -1, 0)):
    """A straight LED tube."""
    return S.tube("strip", [p, q], width / 2, S.glow("strip", colour, strength))


def tool_wall(x0, x1, y, z0, z1, seed=3):
    """Pegboard with spanners and such."""
    rnd = random.Random(seed)
    S.box("board", ((x0 + x1) / 2, y, (z0 + z1) / 2), (x1 - x0, .03, z1 - z0), S.plain("board", (.05, .055, .06), .6))
    steel = S.plain("steel", (.5, .5, .52), .3, 1.0)
    x = x0 + .1
    while x < x1 - .1:
        length = rnd.uniform(.14, .34)
        z = rnd.choice([z1 - .12, z1 - .55])
        S.box("tool", (x, y - .03, z - length / 2), (.022, .012, length), steel, .005)
        o = S.lathe("head", [(.012, -.006), (.026, -.006), (.026, .006), (.012, .006)], steel, 24)
        o.location = (x, y - .03, z)
        if rnd.random() < .3:
            S.box("grip", (x, y - .03, z - length), (.035, .03, .12), S.plain("grip", rnd.choice(BOTTLES), .4), .01)
        x += rnd.uniform(.07, .16)


def lift_post(x, y, colour=(.42, .05, .03), h=3.2):
    m, d = S.plain("post", colour, .35, 0, Coat_Weight=.4), S.plain("rail", (.03, .03, .03), .4, .6)
    S.box("post", (x, y, h / 2), (.30, .26, h), m, .02)
    S.box("rail", (x, y + (.14 if y < 0 else -.14), h / 2), (.14, .04, h), d, .005)
    S.box("base", (x, y, .02), (.75, .7, .04), m, .01)


def stripes(x0, x1, y, width=.1):
    """A painted line on the floor."""
    n = S.Nodes("line")
    worn = n.step(n.noise(5., 8., .7), .36, .46)
    S.add("line", [(x0, y - width / 2, .002), (x1, y - width / 2, .002), (x1, y + width / 2, .002), (x0, y + width / 2, .002)], np.array([(0, 1, 2, 3)]),
          n.done(n.mix(worn, n("BsdfTransparent").outputs[0], n.bsdf(Base_Color=(.55, .36, .03), Roughness=.5))), smooth=False)


def microfibre(name, x, y, z, size=.38, colour=(.05, .22, .42), seed=2, fold=.022, surface=None):
    """A crumpled cloth lying on a surface z = surface(x, y)."""
    rnd = np.random.default_rng(seed)
    waves = [(rnd.normal(0, 22, 2), rnd.uniform(0, 6), rnd.uniform(.4, 1)) for _ in range(9)]

    def f(u, v):
        h = sum(a * np.sin(k[0] * u + k[1] * v + ph) for k, ph, a in waves) / 4.0
        r = np.hypot(u, v) / size
        warp = 1 - .25 * np.cos(3 * np.arctan2(v, u) + seed) * r
        X, Y = x + u * warp, y + v * warp
        base = surface(X, Y) if surface else z
        return X, Y, base + .012 + fold * (np.abs(h) ** .8) * np.clip(1.5 - r * .9, .15, 1.2)
    n = S.Nodes(name)
    pile = n.noise(420., 3., .7)
    m = n.done(n.bsdf(Base_Color=n.blend(pile, tuple(c * .55 for c in colour), tuple(min(1, c * 1.2) for c in colour)), Roughness=.95, Normal=n.bump(pile, .8, .004), Sheen_Weight=.4))
    us = np.linspace(-size / 2, size / 2, 260)
    ob = S.grid(name, f, us, us, m)
    sol = ob.modifiers.new("thick", "SOLIDIFY")
    sol.thickness = .006
    return ob
