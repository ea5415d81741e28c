"""Cars. Each is a handful of curves (side view, plan, section) that fields.py turns into a smooth body;
windows, lamps and shut lines are distances stored at the vertices and drawn, crisp, by the material.

x runs from the nose to the tail, y to the car's left or right (it is symmetrical), z up; metres."""
import hashlib
import inspect
import json
import math
import os

import numpy as np

import fields as F
import stage as S
from fields import curve, ellipsoid, polygon, polyline, rbox, smax, smin

SPECS = {
    "crossover": dict(
        L=4.75, W=1.92, wheels=(0.86, 3.75), R=0.362, rim=0.262, ground=0.17,
        top=[(0, .66), (.08, .735), (.3, .84), (.6, .915), (1.0, .985), (1.35, 1.03), (2, 1.045), (3, 1.075), (3.8, 1.115), (4.3, 1.13), (4.62, 1.11), (4.75, 1.06)],
        roof=[(.8, .84), (1.1, 1.01), (1.5, 1.245), (1.9, 1.455), (2.3, 1.58), (2.7, 1.622), (3.2, 1.595), (3.65, 1.505), (4.1, 1.355), (4.45, 1.2), (4.72, 1.05)],
        plan=[(0, .90), (.4, .945), (.9, .957), (1.6, .945), (2.4, .95), (3.4, .96), (3.9, .955), (4.4, .925), (4.75, .87)],
        glass_plan=[(.8, .78), (1.4, .84), (2.2, .86), (3.2, .85), (4.0, .79), (4.7, .70)],
        front=[(.1, .16), (.2, .07), (.32, .015), (.45, 0), (.58, .012), (.7, .06), (.82, .2)], rear=[(.15, .2), (.35, .05), (.6, 0), (.8, .02), (1.0, .04), (1.12, .03), (1.2, .06)],
        sweep=(.30, .26), crown=.075, crest=.02, line=[(0, .62), (.8, .74), (2.4, .80), (4, .86), (4.7, .9)], slope=(.33, .06),
        belt=[(0, .95), (1.2, 1.045), (2.5, 1.075), (3.6, 1.11), (4.4, 1.15)], tumble=.44, glass_roof=True, pillar=.045, rail=.075, side_glass=(1.1, 4.12),
        hood=[(.36, 0), (.36, .35), (.48, .66), (.9, .76), (1.32, .80), (1.22, .4), (1.19, 0)],
        door1=[(1.37, .40), (1.33, .62), (1.33, .9), (1.36, 1.03), (2.0, 1.47), (2.47, 1.53), (2.47, .33), (1.42, .33)],
        door2=[(2.475, .33), (2.475, 1.53), (3.2, 1.5), (3.7, 1.2), (3.62, .95), (3.42, .74), (3.3, .55), (3.2, .33)],
        lamp=[(.60, .665), (.66, .650), (.86, .700), (1.06, .770), (1.17, .838), (1.09, .842), (.9, .785), (.72, .727), (.62, .700)],
        drl=[(.635, .690), (.72, .716), (.9, .771), (1.07, .824)],
        projectors=[(.74, .690), (.84, .716), (.94, .746)],
        tail=[(.45, .955), (.45, .925), (.7, .90), (.98, .905), (1.12, .955), (.98, .99), (.7, .975)],
        grille=[[(0, .235), (.62, .235), (.70, .29), (.58, .335), (0, .345)], [(.68, .33), (.80, .36), (.78, .49), (.72, .47)]],
        trim=.275, mirror=(1.62, .955, 1.085), emblem=None, plate=.47, wheel="turbine", arch_trim=True),
    "hatch": dict(
        L=4.28, W=1.79, wheels=(.87, 3.49), R=.325, rim=.242, ground=.14,
        top=[(0, .62), (.07, .71), (.25, .79), (.55, .865), (.95, .945), (1.25, 1.0), (1.6, 1.02), (3, 1.035), (3.9, 1.05), (4.28, 1.03)],
        roof=[(.7, .83), (1.0, .985), (1.35, 1.17), (1.7, 1.335), (2.0, 1.425), (2.4, 1.468), (2.9, 1.465), (3.4, 1.44), (3.9, 1.395), (4.3, 1.34)],
        plan=[(0, .85), (.4, .885), (.9, .893), (1.6, .885), (2.6, .885), (3.5, .893), (4.28, .83)],
        glass_plan=[(.8, .76), (1.4, .80), (2.2, .815), (3.2, .80), (4.3, .72)],
        front=[(.1, .12), (.2, .045), (.32, .01), (.45, 0), (.6, .008), (.7, .035), (.8, .12)], rear=[(.15, .12), (.35, .03), (.6, 0), (.9, .03), (1.05, .05)],
        glass_rear=[(.95, .10), (1.1, .14), (1.3, .29), (1.45, .42)],
        sweep=(.30, .20), crown=.06, crest=.018, line=[(0, .70), (.8, .755), (2.4, .78), (4.2, .82)], slope=(.24, .05),
        belt=[(0, .95), (1.2, 1.03), (2.5, 1.045), (3.3, 1.06), (4.2, 1.10)], tumble=.36, glass_roof=False, pillar=.06, rail=.075, side_glass=(1.02, 3.50),
        screens=(1.93, 3.9),
        hood=[(.17, 0), (.18, .35), (.26, .56), (.5, .69), (.9, .735), (1.25, .75), (1.16, .4), (1.12, 0)],
        door1=[(1.32, .40), (1.25, .62), (1.25, .9), (1.28, 1.0), (1.9, 1.36), (2.42, 1.40), (2.42, .26), (1.36, .26)],
        door2=[(2.425, .26), (2.425, 1.40), (3.1, 1.38), (3.48, 1.12), (3.44, .95), (3.24, .78), (3.1, .6), (2.98, .26)],
        lamp=[(.42, .655), (.44, .618), (.66, .600), (.84, .618), (.99, .672), (1.035, .735), (.93, .728), (.76, .690), (.58, .668)],
        drl=[(.44, .640), (.58, .648), (.77, .669), (.93, .705), (1.0, .722)],
        projectors=[(.60, .627), (.73, .640)],
        tail=[(.52, .87), (.52, .83), (.75, .80), (1.02, .82), (1.06, .90), (.9, .92), (.7, .90)],
        grille=[[(0, .618), (.41, .618), (.40, .668), (0, .672)], [(0, .235), (.70, .235), (.77, .33), (.72, .445), (.55, .46), (0, .462)]],
        redline=[(0, .598), (.42, .598), (.66, .584), (.85, .604)],
        trim=.20, mirror=(1.52, .90, 1.03), emblem=.645, plate=.38, wheel="five", arch_trim=False),
    "coupe": dict(
        L=4.67, W=1.87, wheels=(.85, 3.66), R=.342, rim=.262, ground=.12,
        top=[(0, .58), (.07, .66), (.25, .735), (.6, .81), (1.1, .875), (1.5, .92), (2, .935), (3, .96), (3.8, 1.0), (4.3, 1.035), (4.6, 1.04), (4.67, 1.0)],
        roof=[(1.0, .78), (1.35, .945), (1.75, 1.15), (2.05, 1.275), (2.4, 1.355), (2.75, 1.372), (3.15, 1.325), (3.6, 1.19), (4.0, 1.05), (4.4, .9)],
        plan=[(0, .87), (.4, .915), (.9, .93), (1.7, .905), (2.6, .905), (3.6, .935), (4.2, .915), (4.67, .85)],
        glass_plan=[(1, .74), (1.7, .80), (2.4, .80), (3.2, .755), (4.2, .62)],
        front=[(.1, .12), (.2, .04), (.3, .01), (.42, 0), (.55, .02), (.65, .055), (.75, .14)], rear=[(.15, .15), (.35, .04), (.6, 0), (.85, .01), (1.05, .04)],
        sweep=(.36, .25), crown=.075, crest=.035, line=[(0, .64), (.8, .70), (2.4, .74), (4.6, .83)], slope=(.30, .07),
        belt=[(0, .88), (1.4, .95), (2.5, .97), (3.3, 1.0), (4.2, 1.05)], tumble=.46, glass_roof=False, pillar=.055, rail=.06, side_glass=(1.35, 3.62),
        screens=(2.15, 3.15),
        hood=[(.22, 0), (.23, .3), (.33, .55), (.6, .68), (1.1, .72), (1.52, .75), (1.42, .4), (1.38, 0)],
        door1=[(1.5, .36), (1.44, .6), (1.46, .93), (2.05, 1.24), (2.5, 1.30), (2.86, 1.27), (2.98, .95), (2.95, .6), (2.85, .24), (1.55, .24)], door2=None,
        lamp=[(.50, .600), (.56, .555), (.78, .565), (.98, .620), (1.10, .695), (1.0, .690), (.8, .640), (.62, .615)],
        drl=[(.53, .590), (.64, .606), (.82, .634), (1.0, .680)],
        projectors=[(.66, .582), (.78, .596), (.90, .622)],
        tail=[(.45, .90), (.45, .83), (.8, .80), (1.25, .83), (1.28, .90), (1.0, .93), (.7, .92)],
        grille=[[(.03, .30), (.21, .28), (.235, .44), (.20, .585), (.05, .585)], [(0, .17), (.58, .17), (.64, .21), (.52, .255), (0, .255)], [(.60, .24), (.76, .27), (.78, .42), (.66, .36)]],
        trim=.185, mirror=(1.78, .92, .97), emblem=.62, plate=.36, wheel="ten", arch_trim=False),
    "sports": dict(
        L=4.5, W=1.87, wheels=(.98, 3.43), R=.342, rim=.262, ground=.12,
        top=[(0, .44), (.06, .54), (.25, .65), (.6, .735), (1.05, .80), (1.4, .835), (2, .85), (2.8, .905), (3.4, .945), (3.9, .93), (4.25, .86), (4.45, .76), (4.5, .70)],
        roof=[(.95, .70), (1.3, .89), (1.7, 1.115), (2.0, 1.225), (2.35, 1.285), (2.7, 1.27), (3.15, 1.165), (3.6, 1.03), (4.05, .87), (4.3, .76)],
        plan=[(0, .84), (.4, .89), (1.0, .91), (1.8, .885), (2.6, .895), (3.4, .937), (4.0, .92), (4.5, .82)],
        glass_plan=[(1, .72), (1.6, .77), (2.3, .765), (3.2, .69), (4.2, .52)],
        front=[(.1, .10), (.2, .03), (.3, 0), (.42, .02), (.55, .08), (.65, .2)], rear=[(.15, .2), (.35, .05), (.55, 0), (.75, .04), (.9, .15)],
        sweep=(.42, .34), crown=.10, crest=.075, line=[(0, .55), (.9, .62), (2.4, .66), (4.4, .70)], slope=(.34, .08),
        belt=[(0, .83), (1.3, .865), (2.5, .885), (3.2, .93), (4, .98)], tumble=.50, glass_roof=False, pillar=.05, rail=.055, side_glass=(1.22, 3.2),
        screens=(1.98, 2.95),
        hood=[(.34, 0), (.36, .28), (.5, .44), (.9, .54), (1.34, .62), (1.25, .35), (1.22, 0)],
        door1=[(1.5, .34), (1.46, .6), (1.50, .86), (1.95, 1.15), (2.4, 1.20), (2.75, 1.15), (2.82, .88), (2.78, .5), (2.7, .25), (1.55, .25)], door2=None,
        lamp="round", drl=[], projectors=[], round=(.71, .60, .105),
        tail=[(0, .80), (0, .765), (.7, .755), (1.2, .77), (1.25, .81), (.9, .815)],
        grille=[[(0, .16), (.45, .16), (.48, .235), (0, .24)], [(.50, .19), (.72, .21), (.74, .31), (.54, .295)]],
        trim=.185, mirror=(1.72, .90, .90), emblem=None, plate=.33, wheel="five", arch_trim=False),
    "pickup": dict(
        L=5.6, W=1.98, wheels=(.98, 4.30), R=.41, rim=.265, ground=.25,
        top=[(0, .98), (.06, 1.07), (.2, 1.12), (.7, 1.165), (1.3, 1.20), (1.7, 1.21), (3.4, 1.225), (5.5, 1.25), (5.6, 1.24)],
        roof=[(1.0, .93), (1.35, 1.18), (1.7, 1.47), (2.0, 1.68), (2.3, 1.80), (2.7, 1.845), (3.2, 1.84), (3.7, 1.81), (4.0, 1.78)],
        plan=[(0, .955), (.4, .98), (1, .985), (1.8, .965), (3.5, .965), (4.3, .985), (5.6, .96)],
        glass_plan=[(1, .88), (1.7, .90), (2.5, .90), (3.6, .885)],
        front=[(.2, .10), (.35, .03), (.5, 0), (.8, 0), (1.0, .02), (1.1, .07)], rear=[(.3, .1), (.5, .02), (.8, 0), (1.25, 0)],
        glass_rear=[(1.1, 2.02), (1.5, 2.05), (1.85, 2.12)],
        sweep=(.12, .05), crown=.045, crest=.03, line=[(0, .98), (2, 1.0), (5.6, 1.04)], slope=(.17, .03),
        belt=[(0, 1.15), (1.3, 1.235), (2.5, 1.235), (3.7, 1.26)], tumble=.26, glass_roof=False, pillar=.06, rail=.085, side_glass=(1.2, 3.42),
        screens=(2.05, 3.46),
        hood=[(.12, 0), (.13, .5), (.2, .78), (.7, .84), (1.55, .86), (1.45, .4), (1.42, 0)],
        door1=[(1.62, .55), (1.55, .8), (1.55, 1.2), (2.1, 1.70), (2.6, 1.755), (2.6, .45), (1.68, .45)],
        door2=[(2.605, .45), (2.605, 1.755), (3.42, 1.75), (3.5, 1.2), (3.48, .45)],
        lamp=[(.60, 1.045), (.60, .80), (.83, .80), (.88, .92), (.88, 1.045)],
        drl=[(.62, 1.03), (.62, .82), (.84, .82)],
        projectors=[(.72, .97), (.72, .88)],
        tail=[(.85, 1.15), (.85, .85), (1.1, .85), (1.1, 1.15)],
        grille=[[(0, .72), (.55, .72), (.575, .8), (.575, 1.03), (0, 1.04)], [(0, .40), (.62, .40), (.66, .56), (0, .56)]],
        trim=.43, mirror=(1.85, 1.02, 1.28), emblem=None, plate=.48, wheel="five", arch_trim=True, bed=True),
}

PLATES = {"crossover": "FC 21 KTM", "hatch": "LG71 VWX", "coupe": "BL70 CPE", "sports": "GR68 SPT", "pickup": "PK19 UPS"}
ANGLE = math.radians(40)  # lamps are drawn in this oblique view: s = |y| cos + x sin


class Shape:
    """The body's surface and what is drawn on it."""

    def __init__(self, kind):
        self.s = s = SPECS[kind]
        self.kind = kind
        self.hw = s["W"] / 2
        c = lambda key, smooth: curve(s[key], smooth)
        self.top, self.roof = c("top", .07), c("roof", .10)
        self.plan, self.gplan = c("plan", .15), c("glass_plan", .2)
        self.front, self.rear = c("front", .05), c("rear", .05)
        self.line, self.belt = c("line", .2), c("belt", .2)
        self.grear = c("glass_rear", .05) if "glass_rear" in s else None
        self.arch = s["R"] + .045

    def wheel_distance(self, x, z):
        a, b = self.s["wheels"]
        return np.minimum(np.hypot(x - a, z - self.s["R"]), np.hypot(x - b, z - self.s["R"]))

    def lower(self, x, ay, z):
        s, hw = self.s, self.hw
        t = z - self.line(x)
        off = smax(s["slope"][0] * t, -s["slope"][1] * .5 * t, .09) + smax(0 * z, (.40 - z) * .42, .12)
        off = off + .013 * np.exp(-((z - .56) / .11) ** 2) * np.exp(-((x - s["L"] * .5) / 1.05) ** 4)
        r = self.wheel_distance(x, z)
        flare = .024 * np.exp(-((r - self.arch) / .085) ** 2)
        side = ay - (self.plan(x) - off + flare)
        v = np.minimum(ay / hw, 1.1)
        bump = s["crest"] * np.exp(-((v - .80) / .13) ** 2)
        top = (z - self.top(x) + s["crown"] * v ** 2 - bump) * .93
        front = self.front(z) + s["sweep"][0] * v ** 2.6 - x
        rear = x - (s["L"] - self.rear(z) - s["sweep"][1] * v ** 2.8)
        bottom = s["ground"] + .06 * np.clip((.5 - x) / .5, 0, 1) + .10 * np.clip((x - s["L"] + .6) / .6, 0, 1) - z
        body = smax(side, top, .10)
        body = smax(body, smax(front, rear, .1), .17)
        return smax(body, bottom, .05), side

    def green(self, x, ay, z):
        s, hw = self.s, self.hw
        mid = s["L"] * .53
        w = 1 / (1 + np.exp((x - mid) / .18))
        v2 = (ay / hw) ** 2
        xx = x - v2 * .20 * w + v2 * .22 * (1 - w)
        up = z - self.belt(x)
        side = ay - (self.gplan(x) - s["tumble"] * np.maximum(up, -.04) - .10 * np.maximum(up, 0) ** 2 + .6 * np.minimum(up + .04, 0))
        slope = (self.roof(xx + .01) - self.roof(xx - .01)) / .02
        top = (z - self.roof(xx) + .045 * v2) / np.sqrt(1 + slope ** 2)
        rear = None
        if self.grear is not None:
            rear = x - (s["L"] - self.grear(z) - .14 * v2)
        return side, top, rear, xx

    def field(self, x, y, z):
        ay = np.abs(y)
        s = self.s
        body, _ = self.lower(x, ay, z)
        side, top, rear, _ = self.green(x, ay, z)
        g = smax(side, top, .12)
        if rear is not None:
            g = smax(g, rear, .10)
        else:  # the glass runs into the tail
            g = smax(g, x - (s["L"] - self.rear(z) - s["sweep"][1] * (ay / self.hw) ** 2.8 - .03), .14)
        g = smax(g, .7 - z, .02)
        f = smin(body, g, .035)
        r = self.wheel_distance(x, z)
        hole = np.maximum(r - self.arch, .50 * self.hw - ay)
        f = smax(f, -hole, .016)
        if s.get("bed"):
            f = smax(f, -np.maximum(np.maximum(3.68 - x, x - s["L"] + .07), np.maximum(ay - .78, .78 - z)), .03)
        for x0 in ((2.2, 3.2) if s.get("door2") else (2.62,)):  # door handles
            zh = self.line(x0) + .075
            yh = self.plan(x0) - s["slope"][0] * .075
            f = smin(f, ellipsoid(x, ay, z, (x0, yh - .008, zh), (.115, .030, .017)), .010)
        return f

    def drawn(self, p):
        """Distances stored at the vertices."""
        s = self.s
        x, ay, z = p[:, 0], np.abs(p[:, 1]), p[:, 2]
        side, top, rear, xx = self.green(x, ay, z)
        belt = self.belt(x)
        far = np.full(len(x), .3)
        # windows
        a, b = s["side_glass"]
        sg = smax(smax(top + s["rail"], belt + .012 - z, .03), smax((a - x) * .5, x - b - (belt + .2 - z) * .45 * (not s.get("bed")), .03), .06)
        sg = np.where(side < -.10, .3, sg)
        cowl = np.maximum(self.top(x) - z + .004, belt - .075 - z)
        wp = side + s["pillar"] + .045
        if s["glass_roof"]:
            tg = smax(wp, smax(cowl, xx - (s["L"] - .36), .03), .04)
        else:
            wx, rx = s["screens"]
            tg = smax(wp, smax(cowl, xx - wx, .05), .05)
            if self.grear is not None:
                bg = smax(smax(wp + .035, belt + .06 - z, .06), smax(rx - x, z - (self.roof(xx) - .10), .05), .06)
                bg = np.where(x > s["L"] * .6, bg, .3)
            else:
                bg = smax(smax(wp + .02, self.top(x) + .03 - z, .06), rx - xx, .06)
            tg = np.minimum(tg, bg)
        glass = np.minimum(sg, tg)
        # lamps
        sv = ay * math.cos(ANGLE) + x * math.sin(ANGLE)
        near = x < 1.25
        if s["lamp"] == "round":
            cy, cz, cr = s["round"]
            lamp = np.where(near, np.hypot(ay - cy, z - cz) - cr, .3)
            drl = np.where(near, np.abs(np.hypot(ay - cy, z - cz) - cr * .82) - .006, .3)
        else:
            lamp = np.where(near, polygon(s["lamp"], sv, z, .006), .3)
            drl = np.where(near, polyline(s["drl"], sv, z) - .0065, .3)
        st = ay * math.cos(ANGLE) + (s["L"] - x) * math.sin(ANGLE)
        tail = np.where(x > s["L"] - 1.0, polygon(s["tail"], st, z, .008), .3)
        taildrl = np.where(x > s["L"] - 1.0, np.abs(tail + .017) - .007, .3)
        # black parts
        r = self.wheel_distance(x, z)
        well = np.where(ay < self.plan(x) - .05, r - self.arch - .014, r - self.arch - (.032 if s["arch_trim"] else -.006))
        trim = z - s["trim"] - .05 * np.clip((x - s["L"] + 1) / 1, 0, 1)
        grille = far.copy()
        for g in s["grille"]:
            grille = np.minimum(grille, np.where(x < 1.0, polygon(g, ay, z, .012), .3))
        pillar = np.where((side > -.1) & (z > belt + .01) & (top < -s["rail"]) & (x < b) & (x > a + .4), smax(glass - .03, 0 * glass - .01, .01), .3)
        black = np.minimum(np.minimum(well, trim), np.minimum(grille, pillar))
        if s.get("bed"):
            black = np.minimum(black, np.where((x > 3.66) & (x < s["L"] - .05) & (ay < .80), z - self.top(x) + .02, .3))
        out = dict(glass=glass, lamp=lamp, drl=np.maximum(drl, lamp), tail=tail, taildrl=taildrl, black=black, grille=grille)
        if "redline" in s:
            out["redline"] = np.where(x < 1.0, polyline(s["redline"], np.where(near, ay, 9), z) - .006, .3)
        # shut lines
        onside = side > -.16
        out["gap1"] = np.where(onside, polygon(s["door1"], x, z, .03), .3)
        out["gap2"] = np.where(onside, polygon(s["door2"], x, z, .03), .3) if s.get("door2") else far
        out["gap3"] = polygon(F.rounded(s["hood"][1:-1] + [(a, -b) for a, b in s["hood"][-2:0:-1]]), x, ay, .0)
        tg = polygon([(0, .55), (.62, .55), (.66, .75), (.66, 1.2), (0, 1.2)], ay, z, .02)
        out["gap4"] = np.where(x > s["L"] - .55, tg, .3)
        return out

    def at(self, sv, z):
        """The point on the front of the body seen at (s, z) in the lamps' oblique view."""
        lo, hi = -.3, 1.4
        c, q = math.cos(ANGLE), math.sin(ANGLE)
        t = np.linspace(-1.2, 1.2, 2400)  # along the view ray: (x, y) = s*(q, c) + t*(c, -q), from outside
        x, y = sv * q + t * c, sv * c - t * q
        f = self.field(x, y, np.full_like(x, z))
        i = int(np.argmax(f < 0))
        return np.array([x[i], y[i], z])

    def above(self, x, y, low=.4, high=1.25):
        """Height of the bonnet (or of whatever lies highest under `high`) at x, y."""
        a, b = np.full(np.shape(x), low), np.full(np.shape(x), high)
        for _ in range(26):
            m = (a + b) / 2
            inside = self.field(x, y, m) < 0
            a, b = np.where(inside, m, a), np.where(inside, b, m)
        return (a + b) / 2

    def front_at(self, y, z):
        x = np.linspace(-.1, 1.5, 3200)
        f = self.field(x, np.full_like(x, y), np.full_like(x, z))
        return float(x[int(np.argmax(f < 0))])


def body_mesh(kind, step):
    shape = Shape(kind)
    src = inspect.getsource(Shape) + inspect.getsource(F) + json.dumps(SPECS[kind])
    path = os.path.join(S.CACHE, f"{kind}-{step}-{hashlib.sha1(src.encode()).hexdigest()[:10]}.npz")
    if os.path.exists(path):
        d = np.load(path)
        return shape, d["p"], d["f"], d["n"], {k[2:]: d[k] for k in d.files if k.startswith("a_")}
    s = shape.s
    height = max(v for _, v in s["roof"]) + .06
    p, f, n = F.mesh(shape.field, (-.06, 0, .08), (s["L"] + .06, shape.hw + .09, height), step, mirror=True)
    att = shape.drawn(p)
    np.savez(path, p=p.astype(np.float32), f=f.astype(np.int32), n=n.astype(np.float32), **{"a_" + k: v.astype(np.float32) for k, v in att.items()})
    return shape, p, f, n, att


def body_material(paint, kind, dust=0.0, lights=6.0, tint=(.10, .105, .11), rear_lights=1.2, coat=None):
    n = S.Nodes("body")
    s = SPECS[kind]
    gaps = [n.step(n.math("ABSOLUTE", n.attr(f"gap{i}")), .0045, .0018) for i in (1, 2, 3, 4)]
    gap = gaps[0]
    for g in gaps[1:]:
        gap = n.math("MAXIMUM", gap, g)
    shader = S.paint_shader(n, paint, dust, **(coat or {}))
    dark = n.bsdf(Base_Color=(.004, .004, .004), Roughness=.9)
    shader = n.mix(gap, shader, dark)
    # trim in textured plastic, grilles with a mesh
    obj = n("TexCoord").outputs["Object"]
    plastic = n.bsdf(Base_Color=(.014, .014, .015), Roughness=.42, Normal=n.bump(n.noise(900., 2., .5, obj), .15, .001))
    sep = n("SeparateXYZ", {0: obj})
    hexes = n("TexVoronoi", {"Vector": n("CombineXYZ", {0: n.math("MULTIPLY", sep.outputs[1], 1.0), 1: n.math("MULTIPLY", sep.outputs[2], 1.6), 2: 0.0}).outputs[0], "Scale": 30.0, "Randomness": 0.0}, feature="DISTANCE_TO_EDGE").outputs[0]
    mesh = n.mix(n.step(hexes, .05, .09), n.bsdf(Base_Color=(.010, .010, .011), Roughness=.35, Specular_IOR_Level=.3), dark)
    shader = n.mix(n.step(n.attr("black"), .001, -.001), shader, plastic)
    shader = n.mix(n.step(n.attr("grille"), -.006, -.010), shader, mesh)
    # glass with its black frit
    window = n.mix(n.step(n.attr("glass"), -.006, -.016), n.bsdf(Base_Color=(.006, .006, .006), Roughness=.06, Coat_Weight=1.0), S.glass_shader(n, tint))
    shader = n.mix(n.step(n.attr("glass"), .001, -.001), shader, window)
    # lamps
    cover = n.mix(n.step(n.attr("lamp"), -.003, -.008), n.bsdf(Base_Color=(.004, .004, .004), Roughness=.1), S.glass_shader(n, (.86, .88, .9)))
    shader = n.mix(n.step(n.attr("lamp"), .001, -.001), shader, cover)
    shader = n.mix(n.step(n.attr("drl"), .0012, -.0012), shader, n("Emission", {0: (.92, .96, 1.0), 1: lights}).outputs[0])
    red = n.bsdf(Base_Color=(.16, .002, .002), Roughness=.08, Coat_Weight=1.0, Emission_Color=(1, .02, .01), Emission_Strength=.05)
    shader = n.mix(n.step(n.attr("tail"), .001, -.001), shader, red)
    shader = n.mix(n.step(n.attr("taildrl"), .0012, -.0012), shader, n("Emission", {0: (1, .03, .015), 1: rear_lights * 3}).outputs[0])
    if "redline" in s:
        shader = n.mix(n.step(n.attr("redline"), .0012, -.0012), shader, n.bsdf(Base_Color=(.5, .004, .006), Roughness=.2, Coat_Weight=1.0))
    back = n("NewGeometry").outputs["Backfacing"]
    inside = n.mix(n.step(n.attr("glass"), -.006, -.016), dark, S.glass_shader(n, tint))
    return n.done(n.mix(back, shader, inside))


# --- wheels ----------------------------------------------------------------------------------

def rim_field(style, Rr, width=.23):
    half = width / 2

    def f(x, y, z):
        rho, th = np.hypot(x, z), np.arctan2(z, x)
        N = {"five": 5, "turbine": 10, "ten": 10}[style]
        a = np.mod(th + math.pi / N, 2 * math.pi / N) - math.pi / N
        u, w = rho * np.cos(a), rho * np.sin(a)
        t = np.clip((rho - .05) / (Rr - .05), 0, 1)
        face = half - .012 - .038 * (1 - t) ** 1.5  # concave
        if style == "five":  # five pairs
            centre = .020 + .034 * t
            flat = np.abs(np.abs(w) - centre) - (.0125 + .004 * t)
            thick = .020
        elif style == "turbine":
            flat = np.abs(w - .030 * np.sin(t * 2.2)) - (.013 + .020 * t ** 2)
            thick = .014
            face = face - np.clip(w - .030 * np.sin(t * 2.2), -.05, .05) * .35
        else:
            flat = np.abs(w) - (.010 + .004 * t)
            thick = .020
        spoke = smax(smax(flat, np.abs(y - face + thick) - thick, .010), rho - Rr + .004, .01)
        hub = smax(rho - .074, np.abs(y - half + .070) - .026, .022)
        th5 = np.mod(th + math.pi / 5, 2 * math.pi / 5) - math.pi / 5
        bolt = np.hypot(rho * np.cos(th5) - .052, rho * np.sin(th5))
        hub = smax(hub, -smax(bolt - .0125, half - .062 - y, .004), .005)
        barrel = smax(np.abs(rho - Rr + .004 - .012 * np.clip(np.abs(y) / half, 0, 1) ** 6) - .006, np.abs(y) - half, .006)
        lip = np.hypot(rho - Rr - .002, np.abs(y) - half + .004) - .0085
        g = smin(smin(spoke, hub, .022), smin(barrel, lip, .006), .014)
        return g
    return f


def rim_mesh(style, Rr, step=.0032):
    path = os.path.join(S.CACHE, f"rim-{style}-{Rr}-{step}-{hashlib.sha1(inspect.getsource(rim_field).encode()).hexdigest()[:8]}.npz")
    if os.path.exists(path):
        d = np.load(path)
        return d["p"], d["f"], d["n"]
    p, f, n = F.mesh(rim_field(style, Rr), (-Rr - .02, -.13, -Rr - .02), (Rr + .02, .13, Rr + .02), step)
    np.savez(path, p=p, f=f, n=n)
    return p, f, n


def tyre_profile(R, Rr, width=.235):
    h, pts = width / 2, []
    side = [(Rr - .004, -.94), (Rr + .012, -1.0), (Rr + .018, -1.015), ((R + Rr) / 2, -1.08), (R - .030, -1.06), (R - .020, -1.03), (R - .008, -.97), (R - .002, -.90)]
    tread = []
    for c in (-.55, -.18, .18, .55):
        tread += [(R, c - .045), (R - .007, c - .04), (R - .007, c + .04), (R, c + .045)]
    pts = [(r, y * h) for r, y in side] + [(r, y * h) for r, y in tread] + [(r, -y * h) for r, y in reversed(side)]
    return pts


def tyre_material(wet=0.0):
    n = S.Nodes("tyre")
    obj = n("TexCoord").outputs["Object"]
    rough = n.step(n.noise(30., 4., .6, obj), .3, .7, .55 - .3 * wet, .75 - .3 * wet)
    return n.done(n.bsdf(Base_Color=(.012, .012, .0125), Roughness=rough, Normal=n.bump(n.noise(500., 3., .6, obj), .1, .001)))


def disc_material():
    n = S.Nodes("disc")
    sep = n("SeparateXYZ", {0: n("TexCoord").outputs["Object"]})
    rho = n.math("SQRT", n.math("ADD", n.math("MULTIPLY", sep.outputs[0], sep.outputs[0]), n.math("MULTIPLY", sep.outputs[2], sep.outputs[2])))
    rings = n("TexNoise", {"Scale": 900.0, "Detail": 3.0, "Vector": n("CombineXYZ", {0: rho}).outputs[0]}).outputs[0]
    return n.done(n.bsdf(Base_Color=n.blend(rings, (.30, .30, .31), (.52, .52, .53)), Metallic=1.0, Roughness=n.step(rings, .3, .7, .18, .38), Anisotropic=.6, Normal=n.bump(rings, .12, .0006)))


def caliper(material, R=.165, angle=0.0):
    def f(x, y, z):
        rho, th = np.hypot(x, z), np.arctan2(z, x)
        sector = (np.abs(th) - .62) * rho
        g = smax(smax(rho - R - .012, R - .075 - rho, .02), smax(sector, np.abs(y) - .040, .022), .02)
        slot = smax(np.abs(rho - R + .03) - .016, np.abs(th) * rho - .03, .008)
        g = smax(g, -smax(slot, .026 - y, .006), .006)
        for b in (-.42, .42):
            g = smin(g, rbox(rho * np.cos(th - b) - 0, y, rho * np.sin(th - b), (R - .032, .030, 0), (.026, .018, .026), .017), .010)
        return g
    p, fa, n = F.mesh(f, (-.02, -.06, -.15), (.2, .06, .15), .0022)
    ob = S.add("caliper", p, fa, material, normals=n)
    ob.rotation_euler = (0, angle, 0)
    return ob


def wheel(spec, finish="graphite", caliper_colour=(.25, .25, .26), step=.0032, wet=0.0, brake=True, rim=True):
    """An empty holding rim, tyre, disc and caliper; outside faces +y."""
    import bpy
    R, Rr = spec["R"], spec["rim"]
    hold = bpy.data.objects.new("wheel", None)
    bpy.context.collection.objects.link(hold)
    looks = {"graphite": dict(colour=(.05, .052, .056), rough=.28, metal=.9), "silver": dict(colour=(.55, .56, .58), rough=.25, metal=.9), "black": dict(colour=(.012, .012, .013), rough=.18, metal=.4)}[finish]
    parts = []
    if rim:
        p, f, n = rim_mesh(spec["wheel"], Rr, step)
        parts.append(S.add("rim", p, f, S.plain("rim", looks["colour"], looks["rough"], looks["metal"], Coat_Weight=.8, Coat_Roughness=.06), normals=n))
        parts.append(S.lathe("tyre", tyre_profile(R, Rr), tyre_material(wet)))
        parts.append(S.lathe("cap", [(0, .052), (.026, .052), (.030, .049), (.031, .04)], S.plain("cap", (.02, .02, .022), .15, .5)))
    if brake:
        rd = Rr * .70
        parts.append(S.lathe("disc", [(.06, .012), (.075, .014), (.078, .002), (rd, .002), (rd, -.022), (.07, -.022)], disc_material()))
        c = caliper(S.plain("caliper", caliper_colour, .3, .0, Coat_Weight=1.0), rd + .005, math.radians(200))
        c.location = (0, -.010, 0)
        parts.append(c)
        parts.append(S.lathe("hubface", [(0, .03), (.06, .03), (.07, .02), (.07, -.05), (.2, -.06)], S.plain("dark", (.02, .02, .02), .6, .5)))
    for o in parts:
        o.parent = hold
    return hold


# --- whole car -------------------------------------------------------------------------------

def car(kind, paint, dust=0.0, lights=6.0, step=.0075, finish=None, steer=0.0, plate=None, caliper_colour=(.25, .25, .26), tint=(.10, .105, .11), missing=(), interior=True, z=0.0, coat=None, bonnet=0.0):
    """Builds the car with its nose at x = 0; returns (root empty, Shape). missing: wheels left off, e.g. ('fl',)."""
    import bpy
    shape, p, f, n, att = body_mesh(kind, step)
    s = shape.s
    root = bpy.data.objects.new("car", None)
    bpy.context.collection.objects.link(root)
    root.location = (0, 0, z)
    hold = lambda ob: (setattr(ob, "parent", root), ob)[1]
    skin = body_material(paint, kind, dust, lights, tint, coat=coat)
    if bonnet:  # cut along the shut line and swing up about the cowl
        lid = ((att["gap3"][f] < 0).all(1)) & (n[f[:, 0], 2] > .2) & (p[f[:, 0], 2] > .55) & (att["glass"][f] > .004).all(1)
        hx = s["hood"][-1][0]
        hz = float(shape.above(np.array([hx]), np.array([0.0]))[0])
        c_, s_ = math.cos(bonnet), math.sin(bonnet)
        turn = np.array([[c_, 0, -s_], [0, 1, 0], [s_, 0, c_]])
        move = lambda a: a @ turn
        hold(S.add("lid", move(p - [hx, 0, hz]) + [hx, 0, hz], f[lid], skin, normals=move(n), attributes=att))
        f = f[~lid]
        rim = F.rounded(s["hood"][1:-1] + [(a, -b) for a, b in s["hood"][-2:0:-1]], 4)
        S.tube("seal", [(a, b, h - .004) for (a, b), h in zip(rim, shape.above(rim[:, 0], rim[:, 1]))], .009, S.plain("rubber", (.012, .012, .012), .7), closed=True)
    hold(S.add("body", p, f, skin, normals=n, attributes=att))
    # wheels
    finish = finish or {"crossover": "graphite", "hatch": "graphite", "coupe": "black", "sports": "black", "pickup": "graphite"}[kind]
    w = wheel(s, finish, caliper_colour)
    for end, x in zip("fr", s["wheels"]):
        for sign, side in ((1, "l"), (-1, "r")):
            y = sign * (shape.plan(x) - .118)
            h = bpy.data.objects.new("wheel", None)
            bpy.context.collection.objects.link(h)
            h.location, h.parent = (x, y, s["R"]), root
            h.rotation_euler = (0, 0, (0 if sign > 0 else math.pi) + (steer if end == "f" else 0))
            for part in w.children:
                off = end + side in missing
                if off and part.name.split(".")[0] in ("rim", "tyre", "cap"):
                    continue
                c = part.copy()
                bpy.context.collection.objects.link(c)
                c.parent = h
                if not part.name.startswith(("caliper", "disc", "hub")):
                    c.rotation_euler = (0, .3 + x, 0)
                elif part.name.startswith("caliper") and sign < 0:
                    c.rotation_euler = (0, math.pi - part.rotation_euler[1], 0)
    for o in list(w.children):
        bpy.data.objects.remove(o)
    # mirrors
    mx, my, mz = s["mirror"]
    g = lambda x, y, zz: smin(smax(ellipsoid(x, y, zz, (mx, my + .045, mz + .03), (.095, .125, .078)), x - mx - .045, .03), rbox(x, y, zz, (mx - .01, my - .05, mz - .03), (.035, .09, .016), .014), .03)
    mp, mf, mn = F.mesh(g, (mx - .16, my - .15, mz - .12), (mx + .1, my + .28, mz + .16), .006)
    mn_ = S.Nodes("mirror")
    zc = mn_("SeparateXYZ", {0: mn_("TexCoord").outputs["Object"]}).outputs[2]
    mm = mn_.done(mn_.mix(mn_.step(zc, mz - .006, mz - .004), mn_.bsdf(Base_Color=(.012, .012, .012), Roughness=.35), S.paint_shader(mn_, paint, dust)))
    hold(S.add("mirror", mp, mf, mm, normals=mn))
    hold(S.add("mirror", mp * [1, -1, 1], mf[:, ::-1], mm, normals=mn * [1, -1, 1]))
    # lamps' insides
    dark, chrome = S.plain("lampdark", (.02, .02, .022), .3, .5), S.plain("chrome", (.8, .8, .82), .08, 1.0)
    lens = S.plain("lens", (.01, .012, .02), .02, 0.0, Coat_Weight=1.0)
    bulb = S.glow("bulb", (.95, .97, 1), lights * 1.2)
    if s["lamp"] == "round":
        cy, cz, cr = s["round"]
        spots = [(np.array([shape.front_at(cy + a, cz + b), cy + a, cz + b]), .034) for a, b in ((-.036, .036), (.036, .036), (-.036, -.036), (.036, -.036))]
    else:
        spots = [(shape.at(a, b), .026 if kind != "pickup" else .04) for a, b in s["projectors"]]
    for q, rad in spots:
        for sign in (1, -1):
            c = (q[0] + rad * 1.5, sign * (q[1] - rad * .35), q[2])
            for prof, m in (([(rad * .78, -.002), (rad * .85, -.006), (rad, -.004), (rad, .03)], chrome),
                            ([(0, -.012), (rad * .3, -.011), (rad * .6, -.006), (rad * .78, .002)], lens),
                            ([(0, -.0125), (rad * .16, -.0122)], bulb)):
                o = hold(S.lathe("projector", prof, m, 48))
                o.location, o.rotation_euler = c, (0, 0, -math.pi / 2 + sign * .25)
    # plate and badge
    if s["plate"]:
        xz = shape.front_at(0, s["plate"]) - .012
        hold(S.box("plate", (xz, 0, s["plate"]), (.010, .52, .11), S.plain("plate", (.75, .75, .73), .35), .004))
        hold(S.text(plate or PLATES[kind], .088, S.plain("ink", (.01, .01, .012), .4), (xz - .006, 0, s["plate"]), (math.pi / 2, 0, -math.pi / 2), .0005))
    if s["emblem"]:
        xz = shape.front_at(0, s["emblem"]) - .012
        for prof, m in (([(0, 0), (.044, 0), (.046, .003)], S.plain("badge", (.01, .01, .011), .15)), ([(.046, .003), (.047, -.003), (.053, -.003), (.054, .004)], chrome)):
            o = hold(S.lathe("badge", prof, m, 64))
            o.location, o.rotation_euler = (xz, 0, s["emblem"]), (0, 0, -math.pi / 2)
    # cabin
    if interior:
        leather, dash = S.plain("leather", (.03, .03, .032), .5), S.plain("dash", (.018, .018, .02), .6)
        bx, bz = s["mirror"][0], shape.belt(s["mirror"][0])
        rows = (bx + .62, bx + 1.45) if s.get("door2") else (bx + .62,)
        for x0 in rows:
            for y0 in (-.37, .37):
                hold(S.box("back", (x0 + .18, y0, bz - .12), (.16, .48, .62), leather, .06, (0, .28, 0)))
                hold(S.box("head", (x0 + .30, y0, bz + .27), (.11, .25, .17), leather, .045, (0, .2, 0)))
        hold(S.box("dash", (bx + .02, 0, bz - .10), (.50, 1.35, .18), dash, .05))
        o = hold(S.lathe("steer", [(.17 + .014 * math.cos(t), .014 * math.sin(t)) for t in np.linspace(0, 2 * math.pi, 16)], dash, 64))
        o.location, o.rotation_euler = (bx + .36, -.37, bz - .02), (0, -.4, math.pi / 2)
    return root, shape
