"""The other trades' pictures: lawns, pools, a salon, a studio."""
import math
import random

import bpy
import numpy as np

import fields as F
import props as P
import stage as S
import water

V = np.array
SHOTS = {}


def photo(f):
    SHOTS[f.__name__.replace("_", "-")] = f
    return f


# --- lawns -----------------------------------------------------------------------------------

def grass_patch(name, lean, colour, size=.5, blades=2600, height=.042, seed=1):
    """A square of grass, its blades lying towards +x (lean > 0) or -x."""
    r = np.random.default_rng(seed)
    x, y = r.uniform(-size / 2, size / 2, (2, blades))
    a = r.uniform(0, math.pi, blades)
    h = height * r.uniform(.7, 1.15, blades)
    w = .0022
    dx, dy = np.cos(a) * w, np.sin(a) * w
    lx, ly = lean * h + r.normal(0, .28, blades) * h, r.normal(0, .28, blades) * h
    v, f = [], []
    for k in range(blades):
        i = len(v)
        v += [(x[k] - dx[k], y[k] - dy[k], 0), (x[k] + dx[k], y[k] + dy[k], 0),
              (x[k] + dx[k] * .8 + lx[k] * .35, y[k] + dy[k] * .8 + ly[k] * .35, h[k] * .6), (x[k] - dx[k] * .8 + lx[k] * .35, y[k] - dy[k] * .8 + ly[k] * .35, h[k] * .6),
              (x[k] + lx[k], y[k] + ly[k], h[k])]
        f += [(i, i + 1, i + 2, i + 3), (i + 3, i + 2, i + 4)]
    n = S.Nodes(name)
    rnd = n("ObjectInfo").outputs["Random"]
    z = n("SeparateXYZ", {0: n("TexCoord").outputs["Object"]}).outputs[2]
    spot = n.noise(9., 3., .6)
    col = n.blend(n.step(z, 0, height), tuple(c * .35 for c in colour), colour)
    col = n.blend(n.math("MULTIPLY", spot, .5), col, tuple(c * k for c, k in zip(colour, (1.5, 1.1, .8))))
    surf = n.mix(.35, n.bsdf(Base_Color=col, Roughness=.45), n("BsdfTranslucent", {0: tuple(min(1, c * 1.6) for c in colour)}).outputs[0])
    ob = S.add(name, v, np.array(f, object), n.done(surf), smooth=False)
    ob.location.z = -50
    return ob


def lawn(xs, ys, stripe=1.1, angle=0.0, size=.5, blades=2600, height=.042):
    a = grass_patch("grass-a", .55, (.085, .165, .026), size, blades, height, 1)
    b = grass_patch("grass-b", -.55, (.045, .105, .018), size, blades, height, 2)
    rnd = random.Random(5)
    for x in np.arange(xs[0], xs[1], size):
        for y in np.arange(ys[0], ys[1], size):
            cut = a if int(math.floor(y / stripe)) % 2 else b
            S.copy(cut, (x, y, 0), (0, 0, 0), (1, rnd.choice((-1, 1)), rnd.uniform(.9, 1.1)))
    S.add("soil", [(-60, -60, -.002), (60, -60, -.002), (60, 60, -.002), (-60, 60, -.002)], V([(0, 1, 2, 3)]), S.plain("soil", (.022, .035, .010), .9), smooth=False)


def leaves(name, colour, count=2600, leaf=.035, seed=1, bloom=None):
    """A bush: leaves over a lumpy ball of radius 1/2."""
    r = np.random.default_rng(seed)
    d = r.normal(size=(count, 3))
    d /= np.linalg.norm(d, axis=1, keepdims=True)
    noise = water.Noise3(seed, 32)
    rad = .5 * (1 + .16 * noise(d + 5, .35)) * r.uniform(.72, 1.03, count)
    c = d * rad[:, None]
    t = np.cross(d, r.normal(size=(count, 3)))
    t /= np.linalg.norm(t, axis=1, keepdims=True)
    b = np.cross(d, t) + r.normal(0, .5, (count, 3))
    L = leaf * r.uniform(.6, 1.3, count)[:, None]
    v = np.stack([c - t * L, c + b * L * .45, c + t * L, c - b * L * .45], 1).reshape(-1, 3)
    f = np.arange(count * 4).reshape(-1, 4)
    n = S.Nodes(name)
    tone = n.noise(14., 3., .6)
    col = n.blend(tone, tuple(k * .5 for k in colour), tuple(min(1, k * 1.6) for k in colour))
    surf = n.mix(.3, n.bsdf(Base_Color=col, Roughness=.4), n("BsdfTranslucent", {0: tuple(min(1, k * 1.8) for k in colour)}).outputs[0])
    ob = S.add(name, v, f, n.done(surf), smooth=False)
    if bloom:
        k = r.choice(count, count // 9, replace=False)
        p = c[k] * 1.05
        q = np.concatenate([p + r.normal(0, .008, p.shape) for _ in range(3)])
        vv = np.stack([q + o for o in V([(0, 0, .028), (.026, 0, 0), (0, .026, 0), (-.026, 0, 0), (0, -.026, 0), (0, 0, -.02)])], 1).reshape(-1, 3)
        ff = (V([(0, 1, 2), (0, 2, 3), (0, 3, 4), (0, 4, 1), (5, 2, 1), (5, 3, 2), (5, 4, 3), (5, 1, 4)])[None] + (np.arange(len(q)) * 6)[:, None, None]).reshape(-1, 3)
        fl = S.add(name + "-bloom", vv, ff, S.plain(name + "-bloom", bloom, .5))
        fl.parent = ob
    ob.location.z = -60
    return ob


def plant(ob, place, scale, seed=0):
    new = S.copy(ob, place, (0, 0, seed * 2.1), scale if hasattr(scale, "__len__") else (scale,) * 3)
    for c in ob.children:
        k = c.copy()
        bpy.context.collection.objects.link(k)
        k.parent = new
        k.matrix_parent_inverse.identity()
        k.location = (0, 0, 0)


def garden_border(y, x0=-12, x1=14):
    rnd = random.Random(8)
    green = leaves("box", (.05, .13, .02), 3000, .03, 3)
    olive = leaves("olive", (.09, .15, .04), 2200, .04, 4)
    rose = leaves("rose", (.05, .12, .025), 2200, .035, 5, (.62, .10, .16))
    lav = leaves("lavender", (.10, .14, .08), 1800, .03, 6, (.28, .16, .50))
    tree = leaves("tree", (.05, .12, .02), 6000, .028, 7)
    bark = S.plain("bark", (.06, .04, .025), .9)
    x = x0
    while x < x1:
        k = rnd.choice([green, rose, lav, olive, rose])
        s = rnd.uniform(.7, 1.3)
        plant(k, (x, y + rnd.uniform(-.2, .3), s * .36), (s, s, s * .9), rnd.random() * 6)
        plant(rnd.choice([green, olive]), (x + .3, y + 1.2, .7), rnd.uniform(1.4, 2.0), rnd.random() * 6)
        x += rnd.uniform(.55, .95)
    for k, tx in enumerate(np.arange(x0, x1, 3.1)):
        h = rnd.uniform(2.2, 3.2)
        S.tube("trunk", [(tx, y + 4, 0), (tx + .1, y + 4, h)], .12, bark)
        for j in range(4):
            plant(tree, (tx + rnd.uniform(-.9, .9), y + 4 + rnd.uniform(-.5, .5), h + rnd.uniform(-.2, 1.4)), rnd.uniform(2.0, 3.0), j + k)
    S.box("fence", ((x0 + x1) / 2, y + 2.4, .9), (x1 - x0, .06, 1.8), S.wood("fence", (.20, .12, .06), 1, 0), .005)


@photo
def lawn_01():
    """Stripes in evening light, border behind."""
    S.sky("sunset", .75, 3.4)
    lawn((-7, 9), (-4, 9), 1.05)
    garden_border(9.4, -9, 12)
    S.sun((-.85, -.35, -.32), 6.5, 1.0, (1, .72, .42))
    S.camera((-5.6, -3.6, 1.35), (2.6, 6.2, .35), 30, 4.0, (-1.2, 1.8, 0))
    S.shoot("lawn-01", exposure=.85, warm=.5, vignette=.3)


@photo
def lawn_02():
    """Down at the blades."""
    S.sky("sunset", .6, 3.4)
    lawn((-1.2, 6), (-3, 6), .8, size=.4, blades=5200, height=.05)
    garden_border(7.2, -6, 9)
    S.sun((-.88, -.22, -.36), 6.5, 1.0, (1, .75, .45))
    S.camera((-1.0, -1.6, .16), (.9, 2.6, .06), 50, 2.0, (-.45, -.35, .04))
    S.shoot("lawn-02", exposure=.75, warm=.5)


@photo
def lawn_03():
    """A clean edge along the stone path."""
    S.sky("forest", 1.0, 1.0)
    lawn((-3, 11), (0, 7), .95)
    n = S.Nodes("stone")
    big, fine = n.noise(2., 5., .6), n.noise(60., 5., .7)
    m = n.done(n.bsdf(Base_Color=n.blend(n.math("ADD", n.math("MULTIPLY", big, .5), n.math("MULTIPLY", fine, .5)), (.22, .20, .17), (.46, .43, .38)), Roughness=.8, Normal=n.bump(fine, .25, .01)))
    for i in range(-4, 9):
        for j in range(2):
            S.box("slab", (i * .805 + .4 * j, -.70 - j * .605, .012), (.79, .59, .06), m, .012)
    S.box("steel edge", (1, -.36, .025), (12, .012, .075), S.plain("corten", (.16, .06, .025), .7), .002)
    garden_border(7.6, -7, 16)
    S.sun((.55, .35, -.5), 5.0, 1.0, (1, .84, .62))
    S.camera((-2.7, -1.9, 1.05), (1.9, 1.7, .05), 38, 3.5, (-.8, -.3, .03))
    S.shoot("lawn-03", exposure=.2, warm=.3)


# --- pools -----------------------------------------------------------------------------------

def pool(depth=1.35, xs=(0, 12), ys=(0, 6), waves=.5):
    n = S.Nodes("tiles")
    obj = n("TexCoord").outputs["Object"]
    sep = n("SeparateXYZ", {0: obj})
    seam = None
    for axis in (0, 1, 2):
        e = n.step(n.math("ABSOLUTE", n.math("SUBTRACT", n.math("FRACT", n.math("ADD", n.math("DIVIDE", sep.outputs[axis], .25), .013)), .5)), .478, .492)
        seam = e if seam is None else n.math("MAXIMUM", seam, e)
    # light through waves gathers in a net of lines
    moved = n("VectorMath", {0: obj, 1: n("VectorMath", {0: n.noise(1.3, 3., .5, obj, 1), "Scale": .65}, operation="SCALE").outputs[0]}, operation="ADD").outputs[0]
    d1 = n("TexVoronoi", {"Vector": moved, "Scale": 1.9}, feature="DISTANCE_TO_EDGE").outputs[0]
    d2 = n("TexVoronoi", {"Vector": n("Mapping", {"Vector": moved, "Location": (3, 1, 2)}).outputs[0], "Scale": 3.7}, feature="DISTANCE_TO_EDGE").outputs[0]
    net = n.math("ADD", n.math("POWER", n.step(d1, .13, .0), 2.6), n.math("MULTIPLY", n.math("POWER", n.step(d2, .10, .0), 2.4), .45))
    col = n.blend(seam, (.10, .47, .57), (.24, .54, .60))
    base = n.bsdf(Base_Color=col, Roughness=.3)
    lit = n("Emission", {0: (.62, .95, 1.0), 1: n.math("MULTIPLY", net, .55)}).outputs[0]
    m = n.done(n("AddShader", {0: base, 1: lit}).outputs[0])
    (x0, x1), (y0, y1), z = xs, ys, -depth
    v = [(x0, y0, z), (x1, y0, z), (x1, y1, z), (x0, y1, z), (x0, y0, .0), (x1, y0, .0), (x1, y1, .0), (x0, y1, .0)]
    S.add("basin", v, V([(0, 1, 2, 3), (0, 4, 5, 1), (1, 5, 6, 2), (2, 6, 7, 3), (3, 7, 4, 0)]), m, smooth=False)
    w = S.Nodes("water")
    o = w("TexCoord").outputs["Object"]
    h = w.math("ADD", w.noise(1.6, 3., .5, o), w.math("MULTIPLY", w.noise(5.5, 2., .5, o), .28))
    bump = w.bump(h, waves, .16)
    fres = w("Fresnel", {"IOR": 1.33, "Normal": bump}).outputs[0]
    body = w("BsdfRefraction", {"Color": (.62, .93, .96), "Roughness": 0.0, "IOR": 1.33, "Normal": bump}).outputs[0]
    wet = w.mix(fres, body, w("BsdfGlossy", {"Roughness": .01, "Normal": bump}).outputs[0])
    shadow = w("LightPath").outputs["Is Shadow Ray"]
    S.add("water", [(x0, y0, -.12), (x1, y0, -.12), (x1, y1, -.12), (x0, y1, -.12)], V([(0, 1, 2, 3)]), w.done(w.mix(shadow, wet, w("BsdfTransparent", {0: (.75, .95, .97)}).outputs[0])), smooth=False)
    s = S.Nodes("coping")
    big, fine = s.noise(1.5, 5., .6), s.noise(50., 5., .7)
    stone = s.done(s.bsdf(Base_Color=s.blend(s.math("ADD", s.math("MULTIPLY", big, .5), s.math("MULTIPLY", fine, .5)), (.36, .34, .30), (.62, .59, .54)), Roughness=.65, Normal=s.bump(fine, .15, .01)))
    k = .6
    for x in np.arange(x0 - .42, x1 + .42, k):
        for y in (y0 - .20, y1 + .20):
            S.box("coping", (x + k / 2, y, .01), (k - .008, .46, .07), stone, .012)
    for y in np.arange(y0, y1, k):
        for x in (x0 - .20, x1 + .20):
            S.box("coping", (x, y + k / 2, .01), (.46, k - .008, .07), stone, .012)
    deck = S.wood("deck", (.34, .20, .11), 1.0, .14)
    a, b = 14, .43
    for q in (((-a, -a), (x1 + a, y0 - b)), ((-a, y1 + b), (x1 + a, y1 + a)), ((-a, y0 - b), (x0 - b, y1 + b)), ((x1 + b, y0 - b), (x1 + a, y1 + b))):
        (p, r), (t, u) = q
        S.add("deck", [(p, r, 0), (t, r, 0), (t, u, 0), (p, u, 0)], V([(0, 1, 2, 3)]), deck, smooth=False)


def rail(x, y):
    steel = S.plain("steel", (.75, .76, .78), .12, 1.0)
    for dx in (0, .5):
        pts = [(x + dx, y - .45, 0)] + [(x + dx, y - .45 + .33 * (1 - math.cos(t)), .62 + .28 * math.sin(t)) for t in np.linspace(0, math.pi, 20)] + [(x + dx, y + .22, -1.0)]
        S.tube("rail", pts, .021, steel)
    for z in (-.25, -.5, -.75):
        S.box("step", (x + .25, y + .22, z), (.46, .08, .03), steel, .008)


@photo
def pool_01():
    """The whole pool, late sun."""
    S.sky("sunset", .8, 3.4)
    pool()
    garden_border(8.2, -8, 20)
    cloth, wood_ = S.plain("cushion", (.68, .64, .56), .8), S.wood("teak", (.30, .17, .08), 1)
    for x in (3.2, 5.0):
        S.box("frame", (x, 7.1, .24), (.66, 1.35, .06), wood_, .01)
        S.box("cushion", (x, 7.1, .33), (.62, 1.30, .11), cloth, .04)
        S.box("back", (x, 7.9, .56), (.62, .75, .11), cloth, .04, (.75, 0, 0))
    rail(1.6, 0)
    S.sun((-.75, -.35, -.42), 5.5, 1.0, (1, .78, .52))
    S.camera((-2.6, -2.9, 1.65), (4.4, 3.4, -.15), 30, 5.6, (1.5, 1.0, 0))
    S.shoot("pool-01", exposure=.25, warm=.25)


@photo
def pool_02():
    """Light on the floor of the pool."""
    S.sky("forest", .9, .5)
    pool(waves=.75)
    S.sun((.3, .45, -.8), 4.5, .6, (1, .93, .82))
    S.camera((4.2, .35, 2.1), (5.4, 3.2, -.9), 34)
    S.shoot("pool-02", exposure=.25)


@photo
def pool_03():
    """Stone edge and steel rail."""
    S.sky("sunset", .8, 3.6)
    pool(waves=.45)
    garden_border(8.2, -6, 16)
    rail(2.2, 0)
    S.sun((-.7, .25, -.5), 5.0, 1.0, (1, .84, .62))
    S.camera((.35, -1.75, 1.15), (2.75, .95, .05), 40, 2.8, (2.2, -.1, .4))
    S.shoot("pool-03", exposure=.3, warm=.2)


# --- salon -----------------------------------------------------------------------------------

def brush_jar(x, y, z, seed=1):
    rnd = random.Random(seed)
    S.lathe("jar", [(0, .004), (.040, .004), (.042, .01), (.042, .11), (.040, .112), (.0385, .11), (.0385, .012), (0, .010)], S.plain("jar", (.55, .50, .43), .35, 0, Coat_Weight=.6), 64, "z").location = (x, y, z)
    for k in range(6):
        a, tilt = k * 1.05 + rnd.random(), rnd.uniform(.10, .22)
        h = rnd.uniform(.19, .25)
        prof = [(0, 0), (.004, 0), (.0055, h * .6), (.004, h * .70), (.0065, h * .72), (.0065, h * .80)]
        w = rnd.uniform(.010, .018)
        head = [(.0065, h * .80), (w, h * .90), (w * .95, h * .98), (w * .5, h * 1.04), (0, h * 1.05)]
        hold = bpy.data.objects.new("brush", None)
        bpy.context.collection.objects.link(hold)
        n = S.Nodes("hair")
        st = n.noise(220., 2., .5, n("Mapping", {"Vector": n("TexCoord").outputs["Object"], "Scale": (1, 1, .04)}).outputs[0])
        hair = n.done(n.bsdf(Base_Color=n.blend(st, (.03, .018, .012), (.30, .18, .11)), Roughness=.7, Normal=n.bump(st, .6, .002)))
        for o in (S.lathe("handle", prof[:4], S.plain("handle", rnd.choice([(.02, .02, .02), (.28, .14, .06), (.55, .36, .30)]), .25, 0, Coat_Weight=.7), 32, "z"),
                  S.lathe("ferrule", prof[3:], S.plain("ferrule", (.78, .55, .36), .2, 1.0), 32, "z"), S.lathe("hair", head, hair, 32, "z")):
            o.parent = hold
        hold.location = (x + .016 * math.cos(a), y + .016 * math.sin(a), z + .012)
        hold.rotation_euler = (-tilt * math.sin(a), tilt * math.cos(a), 0)


def marble():
    n = S.Nodes("marble")
    w = n.noise(3.0, 8., .62, None, 0)
    v = n.step(n.math("ABSOLUTE", n.math("SUBTRACT", w, .5)), .0, .045)
    return n.done(n.bsdf(Base_Color=n.blend(v, (.42, .40, .39), (.78, .76, .73)), Roughness=.12, Coat_Weight=.3))


def vanity(power=26):
    S.world((.10, .085, .075), 1)
    wall = S.Nodes("plaster")
    g = wall.noise(3., 6., .6)
    wm = wall.done(wall.bsdf(Base_Color=wall.blend(g, (.38, .27, .23), (.46, .335, .285)), Roughness=.85, Normal=wall.bump(g, .1, .02)))
    S.box("wall", (0, .62, 1.5), (8, .1, 4), wm)
    S.box("counter", (0, .22, .72), (3.4, .74, .06), marble(), .008)
    S.box("front", (0, .24, .45), (3.3, .66, .5), S.wood("oak", (.32, .19, .10), 1), .01)
    S.box("frame", (0, .55, 1.36), (1.36, .05, 1.02), S.wood("frame", (.20, .11, .06), 1), .02)
    S.box("mirror", (0, .522, 1.36), (1.10, .01, .78), S.plain("mirror", (.92, .92, .93), .005, 1.0))
    bulb, brass = S.glow("bulb", (1, .72, .42), power), S.plain("brass", (.70, .48, .24), .25, 1.0)
    spots = [(x, z) for x in (-.61, .61) for z in np.linspace(1.00, 1.72, 5)] + [(x, 1.805) for x in np.linspace(-.38, .38, 4)]
    for x, z in spots:
        o = S.lathe("bulb", [(0, 0.0)] + [(.032 * math.sin(t), .032 - .032 * math.cos(t)) for t in np.linspace(.2, 2.7, 14)], bulb, 32)
        o.location, o.rotation_euler = (x, .455, z), (0, 0, 0)
        c = S.lathe("socket", [(.018, 0), (.022, .02), (.03, .045)], brass, 32)
        c.location = (x, .505, z)
    # what the mirror sees: a warm dim room
    S.box("back", (0, -3.2, 1.5), (8, .1, 4), S.plain("back", (.20, .15, .125), .9))
    for x, z in ((-.9, 1.75), (1.1, 1.9), (2.3, 1.75)):  # paper lamps, far off
        S.lathe("lamp", [(.24 * math.sin(t), -.2 * math.cos(t)) for t in np.linspace(.05, 3.09, 24)], S.glow("far", (1, .70, .42), 1.3), 48, "z").location = (x, -2.7, z)
    S.box("curtain", (.3, -3.0, 1.3), (1.1, .05, 2.6), S.plain("curtain", (.30, .20, .17), .9))


@photo
def salon_01():
    """Mirror, bulbs, brushes."""
    vanity()
    brush_jar(-.30, .20, .75, 3)
    brush_jar(-.16, .30, .75, 6)
    for k, (x, y, c, h, r) in enumerate(((.18, .26, (.20, .09, .04), .17, .030), (.27, .18, (.62, .58, .52), .13, .034), (.36, .30, (.03, .03, .03), .20, .028), (.46, .22, (.45, .22, .18), .11, .036))):
        P.bottle(x, y, .75, c, h, r)
    S.lathe("dish", [(0, .006), (.08, .006), (.092, .022), (.095, .022), (.084, .0), (0, 0)], S.plain("dish", (.70, .66, .60), .3), 64, "z").location = (.02, .10, .75)
    S.softbox((-1.8, -1.6, 2.2), (0, .3, 1), (1.4, 1.4), 22, (1, .9, .8))
    S.camera((-.85, -1.55, 1.20), (.0, .38, 1.10), 42, 2.2, (-.26, .22, .95))
    S.shoot("salon-01", 16, 960, exposure=.2, warm=.35)


@photo
def salon_02():
    """Brushes, comb and a folded towel on marble."""
    vanity(20)
    brush_jar(.05, .16, .75, 4)
    towel = S.Nodes("towel")
    pile = towel.noise(300., 3., .7)
    tm = towel.done(towel.bsdf(Base_Color=towel.blend(pile, (.50, .46, .41), (.78, .74, .68)), Roughness=1, Normal=towel.bump(pile, .9, .004), Sheen_Weight=.5))
    for k in range(3):
        S.box("towel", (-.22, .24, .775 + k * .045), (.26 - .008 * k, .19, .042), tm, .019, (0, 0, .15 + .04 * k))
    black = S.plain("comb", (.012, .012, .012), .2, 0, Coat_Weight=1)
    S.box("comb", (.02, -.02, .756), (.19, .012, .006), black, .003, (0, 0, .35))
    for k in range(44):
        t = -.088 + k * .0041
        S.box("tooth", (.02 + t * math.cos(.35) + .013 * math.sin(.35), -.02 + t * math.sin(.35) - .013 * math.cos(.35), .756), (.0016, .024, .004), black, 0, (0, 0, .35))
    P.bottle(.24, .22, .75, (.20, .09, .04), .17, .030)
    P.bottle(.31, .30, .75, (.62, .58, .52), .13, .034)
    S.softbox((-1.2, -1.2, 1.9), (0, .2, .8), (1.0, 1.0), 14, (1, .92, .84))
    S.camera((-.30, -.62, 1.06), (.01, .16, .835), 50, 2.2, (.05, .13, .86))
    S.shoot("salon-02", 16, 960, exposure=.35, warm=.3)


# --- studio ----------------------------------------------------------------------------------

def leafy(x, y, z=0, seed=2, height=1.3):
    """A rubber plant in a clay pot."""
    rnd = random.Random(seed)
    S.lathe("pot", [(0, .01), (.13, .01), (.17, .30), (.18, .31), (.18, .34), (.155, .34), (.15, .30), (0, .29)], S.plain("pot", (.42, .36, .30), .8), 64, "z").location = (x, y, z)
    n = S.Nodes("leaf")
    o = n("TexCoord").outputs["Object"]
    vein = n.step(n.math("ABSOLUTE", n("SeparateXYZ", {0: o}).outputs[1]), .004, .0)
    m = n.done(n.mix(.15, n.bsdf(Base_Color=n.blend(vein, (.018, .075, .022), (.10, .20, .06)), Roughness=.25, Coat_Weight=.3), n("BsdfTranslucent", {0: (.10, .30, .05)}).outputs[0]))
    us, vs = np.linspace(0, 1, 18), np.linspace(-1, 1, 9)
    shape = lambda u, v: (u * .26 * np.cos(u * .5), v * .058 * np.sin(np.pi * np.clip(u, 0, 1) ** .8) ** .8, -.10 * u ** 2 + .025 * np.abs(v) * np.sin(np.pi * u) + .02)
    first = S.grid("leaf", shape, us, vs, m)
    first.location.z = -20
    for s in range(3):
        bx, by = rnd.uniform(-.05, .05), rnd.uniform(-.05, .05)
        h = height * rnd.uniform(.75, 1.0)
        lean = (rnd.uniform(-.18, .18), rnd.uniform(-.18, .18))
        at = lambda t: (x + bx + lean[0] * t, y + by + lean[1] * t, z + .28 + h * t)
        S.tube("stem", [at(t) for t in np.linspace(0, 1, 8)], .009, S.plain("stem", (.09, .06, .035), .8))
        for k in range(11):
            t = .18 + .82 * k / 10
            S.copy(first, at(t), (rnd.uniform(-.2, .2), rnd.uniform(-.75, -.1) - .4 * t, k * 2.4 + s), (rnd.uniform(.7, 1.15),) * 3)


def rolled(x, y, z, colour, turn=0.0, length=.62, r=.075):
    """A rolled mat lying down."""
    t = np.linspace(0, 9.2 * math.pi, 260)
    rad = .012 + (r - .012) * t / t[-1]
    n = S.Nodes("rolled")
    f = n.noise(240., 2., .5)
    m = n.done(n.bsdf(Base_Color=colour, Roughness=.75, Normal=n.bump(f, .3, .002)))
    v = np.stack([np.stack([np.full_like(t, s), rad * np.cos(t), r + rad * np.sin(t)], -1) for s in (-length / 2, length / 2)], 1).reshape(-1, 3)
    k = np.arange(len(t) - 1) * 2
    ob = S.add("rolled", v, np.stack([k, k + 2, k + 3, k + 1], -1), m)
    sol = ob.modifiers.new("thick", "SOLIDIFY")
    sol.thickness = .0042
    ob.location, ob.rotation_euler = (x, y, z), (0, 0, turn)
    strap = S.plain("strap", (.30, .19, .10), .6)
    for s in (-.17, .17):
        o = S.lathe("strap", [(r + .004, -.014), (r + .006, -.013), (r + .006, .013), (r + .004, .014)], strap, 64)
        o.location, o.rotation_euler = (x + s * math.cos(turn), y + s * math.sin(turn), z + r), (0, 0, turn + math.pi / 2)


def studio_room():
    """Oak floor, plaster wall, a tall window on the left."""
    S.world((.30, .32, .36), .35)
    S.add("floor", [(-6, -6, 0), (6, -6, 0), (6, 6, 0), (-6, 6, 0)], V([(0, 1, 2, 3)]), S.wood("oak", (.40, .25, .135), 1.0, .16), smooth=False)
    n = S.Nodes("plaster")
    g = n.noise(2.5, 7., .6)
    m = n.done(n.bsdf(Base_Color=n.blend(g, (.56, .52, .46), (.66, .62, .56)), Roughness=.9, Normal=n.bump(g, .12, .02)))
    S.box("wall", (0, 2.6, 1.6), (9, .1, 3.2), m)
    S.box("skirting", (0, 2.54, .05), (9, .02, .10), S.plain("skirting", (.60, .57, .52), .5))
    for y, w in ((-3.6, 3.4), (2.35, .5)):
        S.box("pier", (-3.0, y, 1.6), (.2, w, 3.2), m)
    S.box("sill", (-3.0, .0, .12), (.2, 8, .24), m)
    S.box("lintel", (-3.0, .0, 3.0), (.2, 8, .5), m)
    bar = S.plain("bar", (.03, .03, .03), .5)
    for y in (-1.9, -.9, .1, 1.1, 2.1):
        S.box("mullion", (-3.0, y, 1.6), (.06, .04, 3), bar)
    for z in (1.1, 1.95):
        S.box("transom", (-3.0, .1, z), (.05, 4.2, .035), bar)
    S.softbox((-3.4, .1, 1.6), (0, .3, .8), (4.0, 2.6), 90, (.88, .94, 1))
    S.sun((.80, .22, -.48), 5.0, 1.2, (1, .82, .6))


def mat(x, y, turn, colour):
    n = S.Nodes("mat")
    f = n.noise(260., 2., .5)
    S.box("mat", (x, y, .003), (1.83, .62, .006), n.done(n.bsdf(Base_Color=colour, Roughness=.8, Normal=n.bump(f, .35, .002))), .002, (0, 0, turn))


def bowl(x, y):
    S.lathe("bowl", [(0, .012), (.05, .012), (.085, .05), (.095, .085), (.098, .085), (.09, .045), (.055, .0), (0, 0)], S.plain("bronze", (.45, .28, .13), .25, 1.0), 96, "z").location = (x, y, 0)


@photo
def studio_01():
    """The room in the morning."""
    studio_room()
    mat(.35, .55, .0, (.16, .22, .20))
    leafy(1.75, 2.05, seed=3, height=1.25)
    rolled(1.35, 1.25, 0, (.30, .17, .13), .5)
    S.box("block", (-.35, 1.55, .045), (.23, .15, .09), S.wood("cork", (.36, .22, .12), 4), .012, (0, 0, .3))
    bowl(-.85, 1.35)
    S.camera((-.75, -2.9, 1.15), (.50, 1.2, .58), 34, 4.0, (.35, .6, .1))
    S.shoot("studio-01", 16, 960, exposure=.1, warm=.3)


@photo
def studio_02():
    """Rolled mat, bowl and leaves."""
    studio_room()
    rolled(.15, .75, 0, (.16, .22, .20), .35)
    leafy(.75, 1.75, seed=6, height=1.0)
    bowl(-.42, .62)
    S.box("block", (.62, .45, .045), (.23, .15, .09), S.wood("cork", (.36, .22, .12), 4), .012, (0, 0, -.3))
    S.camera((-.75, -1.05, .52), (.12, .85, .20), 46, 2.4, (.05, .6, .1))
    S.shoot("studio-02", 16, 960, exposure=.1, warm=.3)
