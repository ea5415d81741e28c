"""The cars' pictures: one function for each photograph."""
import math

import numpy as np

import car as C
import fields as F
import props as P
import stage as S

V = np.array
SHOTS = {}


def photo(f):
    SHOTS[f.__name__.replace("_", "-")] = f
    return f


def detailing_bay(shine=.55, hexes=14, z=2.9, back=3.2):
    S.bay(wall=(.030, .032, .036), shine=shine, ceiling=3.3, x=(-7, 9), y=(-7, back), floor=(.085, .085, .085))
    S.hex_ceiling(z=z, xs=(-3.5, 7.5), ys=(-3.4, back - .4), strength=hexes)
    S.world((.03, .032, .036), 1)


def workshop(back=3.3):
    S.bay(wall=(.13, .126, .118), shine=.42, ceiling=4.2, x=(-7, 9), y=(-8, back), floor=(.12, .118, .112))
    S.box("dado", (1, back - .02, .55), (16, .03, 1.1), S.plain("dado", (.05, .055, .062), .45))
    P.cabinets(-1.6, back - .35, 6, (.33, .018, .014))
    P.tool_wall(-1.2, 2.2, back - .03, 1.25, 2.2)
    P.shelf(2.7, 5.2, back - .17, 1.55, 5)
    P.shelf(2.7, 5.2, back - .17, 2.0, 9)
    P.stripes(-6, 9, 1.75)
    P.stripes(-6, 9, -1.75)
    S.world((.10, .10, .102), 1)
    for x in (-2.2, .9, 4.0):
        for y in (-1.6, 1.5):
            S.box("tube", (x, y, 3.6), (2.2, .14, .05), S.glow("tube", (1, .96, .90), 26))


@photo
def gti_05():
    workshop()
    C.car("hatch", "red", step=.006, steer=-.30)
    P.lift_post(1.9, 2.0, (.05, .06, .075))
    S.box("screen", (8.8, -4.5, 1.5), (.05, 7, 3.2), S.plain("screen", (.012, .012, .013), .8))  # keeps the flank dark
    S.softbox((8.4, -4.4, 1.55), (2.6, -.9, .7), (4.2, .5), 90, (.95, .97, 1))
    S.softbox((-4.6, -1.0, 2.4), (.6, 0, .6), (.7, 3.6), 110, (1, .97, .92))
    S.camera((-3.15, -3.45, 1.02), (1.52, -.12, .66), 52, 2.8, (.3, -.75, .7))
    S.shoot("gti-05", 18, 1200, exposure=.6, warm=.35)


@photo
def tesla_12():
    detailing_bay()
    C.car("crossover", "pearl", step=.006, steer=-.30)
    P.strip((-6, 3.1, .12), (8.5, 3.1, .12), 7, (.75, .86, 1.0))
    S.softbox((-4.6, -1.0, 2.3), (.6, 0, .6), (1.0, 3.6), 100)
    S.softbox((2.4, -5.2, 2.6), (2.2, 0, .5), (5.5, .9), 200)
    S.softbox((8.4, -4.4, 1.8), (2.6, -.9, .7), (4.2, .8), 240, (.86, .93, 1))
    S.softbox((5.6, 2.4, 2.2), (3, 0, .9), (.7, 2.5), 120, (.82, .9, 1))
    S.camera((-3.35, -3.3, .98), (1.62, -.10, .70), 50, 3.2, (.35, -.8, .72))
    S.shoot("tesla-12", 16, 1280, exposure=.85, warm=-.1, vignette=.36)


# --- the white crossover, from arrival to delivery ---------------------------------------------

def white(**k):
    return C.car("crossover", "pearl", **{"step": .006, **k})


@photo
def tesla_01():
    """Arrival, dusty, in daylight before the door."""
    S.sky("city", 1.2, .6)
    n = S.Nodes("asphalt")
    fine, big = n.noise(120., 4., .7), n.noise(.7, 5., .6)
    S.add("ground", [(-40, -40, 0), (40, -40, 0), (40, 40, 0), (-40, 40, 0)], V([(0, 1, 2, 3)]),
          n.done(n.bsdf(Base_Color=n.blend(n.math("ADD", n.math("MULTIPLY", fine, .5), n.math("MULTIPLY", big, .5)), (.05, .05, .048), (.16, .155, .148)), Roughness=.85, Normal=n.bump(fine, .5, .01))), smooth=False)
    white(dust=.95, steer=.0, lights=.6)
    S.camera((-3.3, -3.0, 1.35), (1.45, -.15, .70), 52, 2.4, (.3, -.8, .75))
    S.shoot("tesla-01", exposure=.25, warm=.25)


def wing_camera():
    S.camera((-.95, -1.75, 1.20), (.78, -.38, .80), 48, 4.0, (.55, -.6, .85))


@photo
def tesla_02():
    """Before: the same wing and bonnet as 08, swirled and dull."""
    detailing_bay(hexes=16)
    white(coat=dict(swirl=.65), dust=.46, lights=.05)
    S.softbox((8.4, -4.4, 1.8), (2.6, -.9, .7), (4.2, .8), 200)
    wing_camera()
    S.shoot("tesla-02", 14, 1024, exposure=1.05, warm=.2)


@photo
def tesla_08():
    """After."""
    detailing_bay(hexes=16)
    white(lights=.05)
    S.softbox((8.4, -4.4, 1.8), (2.6, -.9, .7), (4.2, .8), 240)
    S.softbox((-4.6, -1.0, 2.3), (.6, 0, .6), (.5, 3.6), 60)
    wing_camera()
    S.shoot("tesla-08", 14, 1024, exposure=1.05)


@photo
def tesla_03():
    """Snow foam."""
    import water
    detailing_bay(shine=1.0, hexes=12)
    white(lights=1.5)
    _, p, f, n, att = C.body_mesh("crossover", .006)
    front = p[f[:, 0], 0] < 2.9
    water.foam(p, f[front], n)
    S.softbox((8.4, -4.4, 1.8), (2.6, -.9, .7), (4.2, .8), 240)
    S.softbox((-3.6, -3.0, 2.6), (.6, -.4, .8), (1.5, 1.5), 120)
    S.camera((-1.55, -2.55, 1.25), (.95, -.45, .72), 46, 3.2, (.45, -.8, .8))
    S.shoot("tesla-03", exposure=.6, warm=-.35)


def on_bonnet(sh):
    return lambda x, y: sh.above(np.asarray(x, float), np.asarray(y, float))


@photo
def tesla_04():
    """Clay bar and lubricant on the bonnet."""
    import water
    detailing_bay(hexes=13)
    _, sh = white(lights=.05)
    top = on_bonnet(sh)
    water.beads(top, (.45, 1.15, -.75, .1), 2600, (.0012, .010), 5, 3.0, flat=.32)
    z = float(top(V([.72]), V([-.36]))[0])
    f = lambda x, y, zz: F.rbox(x, y, zz, (0, 0, .016), (.052, .036, .016), .014) + .0022 * np.sin(x * 90 + 1) * np.sin(y * 110) + .0015 * np.sin(x * 210 + y * 130)
    p, fa, n = F.mesh(f, (-.07, -.06, -.01), (.07, .06, .045), .0018)
    c = S.add("clay", p, fa, S.plain("clay", (.16, .30, .42), .42, 0, Subsurface_Weight=.2, Subsurface_Radius=(.01, .01, .01)), normals=n)
    c.location, c.rotation_euler = (.72, -.36, z), (-.06, -.10, .5)
    P.bottle(1.06, -.50, float(top(V([1.06]), V([-.50]))[0]), (.03, .03, .035), .22, .036)
    S.camera((.10, -1.10, 1.24), (.74, -.34, .945), 62, 3.5, (.70, -.38, .96))
    S.shoot("tesla-04", exposure=.95)


@photo
def tesla_05():
    """Masking tape round the headlamp."""
    detailing_bay(hexes=13)

    def tape(n, obj):
        d = n.attr("lamp")
        band = n.math("MULTIPLY", n.step(d, .001, .0016), n.step(d, .027, .0262))
        g = n.math("SUBTRACT", n.attr("gap3"), .012)
        line = n.math("MULTIPLY", n.step(g, -.0125, -.0119), n.step(g, .0125, .0119))
        return n.math("MAXIMUM", band, line)
    white(coat=dict(tape=tape), lights=.4)
    S.softbox((8.4, -4.4, 1.8), (2.6, -.9, .7), (4.2, .8), 220)
    S.softbox((-4.6, -1.5, 2.0), (.3, -.6, .7), (.6, 3.0), 70)
    S.camera((-.78, -1.78, 1.00), (.44, -.62, .755), 62, 4.0, (.40, -.76, .77))
    S.shoot("tesla-05", exposure=1.0)


def polisher(location, rotation):
    import bpy
    hold = bpy.data.objects.new("polisher", None)
    bpy.context.collection.objects.link(hold)
    n = S.Nodes("pad")
    pores = n.noise(260., 3., .7)
    pad = n.done(n.bsdf(Base_Color=n.blend(pores, (.50, .12, .01), (.85, .28, .03)), Roughness=.9, Normal=n.bump(pores, .8, .003)))
    black, grey = S.plain("grip", (.018, .018, .019), .5), S.plain("alu", (.35, .35, .36), .4, 1.0)
    parts = [S.lathe("pad", [(0, 0), (.076, 0), (.086, .004), (.090, .010), (.090, .018), (.084, .028), (0, .028)], pad, 96, "z"),
             S.lathe("plate", [(.0, .028), (.060, .028), (.060, .036), (.02, .044), (0, .044)], black, 64, "z"),
             S.lathe("neck", [(.016, .04), (.022, .05), (.034, .062), (.044, .08), (.047, .115), (.044, .135), (.03, .15), (0, .154)], grey, 96, "z")]
    # gear head, motor, waisted handle, tail
    radius = F.curve([(-.05, .030), (.02, .040), (.09, .043), (.14, .041), (.18, .031), (.27, .030), (.30, .036), (.36, .036)], .012)
    tube = lambda x, y, z: F.smax(np.hypot(y, (z - .125) * .92) - radius(x), np.abs(x - .15) - .195, .022)
    body = lambda x, y, z: F.smin(tube(x, y, z), F.smax(np.hypot(x, y) - .047, np.abs(z - .105) - .042, .02), .02)
    p, f, no = F.mesh(body, (-.08, -.08, .04), (.38, .08, .2), .003)
    m = S.Nodes("shell")
    sx = m("SeparateXYZ", {0: m("TexCoord").outputs["Object"]}).outputs[0]
    rubber = m.bsdf(Base_Color=(.014, .014, .015), Roughness=.62, Normal=m.bump(m("TexWave", {"Vector": m("TexCoord").outputs["Object"], "Scale": 55.0}).outputs[1], .5, .002))
    shell = m.bsdf(Base_Color=(.34, .025, .018), Roughness=.38, Normal=m.bump(m.noise(700., 2., .5), .06, .001))
    metal = m.bsdf(Base_Color=(.30, .30, .31), Metallic=1.0, Roughness=.42, Normal=m.bump(m.noise(500., 3., .6), .12, .001))
    mixed = m.mix(m.step(sx, .050, .0512), metal, m.mix(m.step(sx, .156, .1572), shell, rubber))
    parts.append(S.add("shell", p, f, m.done(mixed), normals=no))
    for k in range(9):  # cooling slots
        a = -.9 + k * .225
        parts.append(S.box("slot", (.105, .0425 * math.sin(a), .125 + .0455 * math.cos(a)), (.040, .004, .004), black, .001, (-a, 0, 0)))
    loop = [(-.01 + .0 * t, .085 * math.cos(t), .150 + .055 * math.sin(t)) for t in np.linspace(-.5, math.pi + .5, 30)]
    parts.append(S.tube("loop", loop, .0115, black))
    parts.append(S.tube("cable", [(.335 + .05 * t, .02 * math.sin(t * 2), .12 + .012 * t ** 1.5) for t in np.linspace(0, 9, 40)], .0045, black))
    for q in parts:
        q.parent = hold
    hold.location, hold.rotation_euler, hold.scale = location, rotation, (1.25, 1.25, 1.25)
    return hold


@photo
def tesla_06():
    """The polisher on the bonnet."""
    detailing_bay(hexes=16)

    def smear(n, obj):
        s = n("SeparateXYZ", {0: obj})
        dx, dy = n.math("SUBTRACT", s.outputs[0], .70), n.math("SUBTRACT", s.outputs[1], -.30)
        r = n.math("SQRT", n.math("ADD", n.math("MULTIPLY", dx, dx), n.math("MULTIPLY", dy, dy)))
        return n.math("MULTIPLY", n.step(n.math("ADD", r, n.math("MULTIPLY", n.noise(8., 3., .6, obj), .12)), .30, .10), .55)
    _, sh = white(lights=.05, coat=dict(smear=smear))
    z = float(on_bonnet(sh)(V([.70]), V([-.34]))[0])
    polisher((.70, -.34, z - .001), (.03, -.09, -.35))
    S.softbox((-3.0, -3.0, 2.6), (.7, -.3, 1), (1.4, 1.4), 90, (1, .95, .88))
    S.camera((-.12, -1.28, 1.30), (.78, -.34, 1.0), 52, 3.2, (.66, -.40, .98))
    S.shoot("tesla-06", exposure=.9)


@photo
def tesla_07():
    """Fifty-fifty: one half of the bonnet still swirled, the other polished, tape between."""
    detailing_bay(hexes=18)
    y0 = -.30

    def only(n, obj):
        return n.step(n("SeparateXYZ", {0: obj}).outputs[1], y0 - .005, y0 + .005)

    def tape(n, obj):
        s = n("SeparateXYZ", {0: obj})
        d = n.math("ABSOLUTE", n.math("SUBTRACT", s.outputs[1], y0))
        return n.math("MULTIPLY", n.step(d, .0125, .0119), n.math("MULTIPLY", n.step(s.outputs[0], .42, .421), n.step(s.outputs[2], .5, .55)))
    white(lights=.05, coat=dict(swirl=1.0, only=only, tape=tape))
    S.camera((-.55, -.42, 1.38), (.88, -.28, .88), 46, 4.5, (.60, -.3, .93))
    S.shoot("tesla-07", 14, 1024, exposure=.85)


@photo
def tesla_09():
    """Ceramic coating: bottle, applicator and the flash of the wet film."""
    detailing_bay(hexes=15)
    _, sh = white(lights=.05)
    top = on_bonnet(sh)
    at = lambda x, y: float(top(V([x]), V([y]))[0])
    # the wet film: a thin sheet with rainbow colours
    n = S.Nodes("flash")
    obj = n("TexCoord").outputs["Object"]
    w = n("TexNoise", {"Vector": n("Mapping", {"Vector": obj, "Scale": (3, 14, 3)}).outputs[0], "Scale": 2.2, "Detail": 4.0}).outputs[0]
    ramp = n("CombineColor", {0: n.math("FRACT", n.math("MULTIPLY", w, 3.2)), 1: .55, 2: 1.0}, mode="HSV").outputs[0]
    m = n.done(n.mix(n.math("MULTIPLY", n.attr("edge"), .55), n("BsdfTransparent").outputs[0], n("BsdfGlossy", {"Color": ramp, "Roughness": .10}).outputs[0]))
    edge = lambda x, y: np.clip(1 - np.maximum(np.abs(x - .72) / .26, np.abs(y + .30 + .02 * np.sin(x * 30)) / .11) ** 3, 0, 1)
    S.grid("film", lambda x, y: (x, y, top(x, y) + .0006), np.linspace(.42, 1.02, 160), np.linspace(-.46, -.14, 120), m, {"edge": edge})
    z = at(.62, -.34)
    S.box("block", (.62, -.34, z + .022), (.085, .042, .028), S.plain("foamblock", (.02, .02, .022), .9), .004, (-.03, -.10, .35))
    S.box("suede", (.62, -.34, z + .006), (.088, .050, .008), S.plain("suede", (.22, .24, .27), .95), .003, (-.03, -.10, .35))
    zb = at(.86, -.52)
    g = S.Nodes("glass")
    glassy = g.done(g.bsdf(Base_Color=(.02, .022, .026), Roughness=.05, Coat_Weight=1.0))
    r = .021
    for prof, mat_ in (([(0, 0), (r * .95, 0), (r, .004), (r, .066), (r * .7, .078), (r * .52, .082), (r * .52, .090)], glassy),
                       ([(r * 1.012, .014), (r * 1.012, .054)], S.plain("label", (.78, .78, .76), .5)),
                       ([(r * .64, .088), (r * .66, .118), (0, .119)], S.plain("cap", (.55, .40, .18), .25, 1.0))):
        o = S.lathe("vial", prof, mat_, 64, "z")
        o.location = (.86, -.52, zb - .002)
    S.camera((.10, -1.02, 1.20), (.72, -.36, .965), 60, 3.2, (.66, -.38, .97))
    S.shoot("tesla-09", exposure=.95)


@photo
def tesla_10():
    """Water beads on the coated bonnet."""
    import water
    detailing_bay(hexes=20)
    _, sh = white(lights=.05)
    water.beads(on_bonnet(sh), (.36, 1.1, -.68, .2), 3600, (.0018, .0125), 8, 2.8)
    S.camera((.12, -.92, 1.20), (.64, -.32, .935), 70, 5.6, (.54, -.43, .93))
    S.shoot("tesla-10", 12, 960, exposure=.35, warm=-.35)


@photo
def tesla_11():
    """The front wheel, finished."""
    detailing_bay(shine=.75, hexes=14)
    white(lights=2, caliper_colour=(.42, .01, .01))
    S.softbox((-1.6, -3.6, 1.5), (.9, -.9, .4), (1.0, 1.6), 70)
    S.softbox((8.4, -4.4, 1.8), (2.6, -.9, .7), (4.2, .8), 240)
    S.camera((-.35, -2.75, .62), (1.02, -.92, .47), 62, 2.8, (.86, -.92, .40))
    S.shoot("tesla-11", exposure=.95)


# --- the red hatch in the workshop --------------------------------------------------------------

@photo
def gti_01():
    """Arrival, lamps on, head on."""
    workshop(back=4.5)
    C.car("hatch", "red", step=.006, lights=9, steer=.0)
    P.lift_post(1.9, 2.0, (.05, .06, .075))
    P.lift_post(1.9, -2.0, (.05, .06, .075))
    S.softbox((-2.5, 0, 3.4), (.6, 0, .8), (1.2, 4.0), 160, (1, .97, .93))
    S.camera((-4.3, -1.25, .70), (.9, -.05, .66), 62, 2.8, (.2, -.3, .7))
    S.shoot("gti-01", exposure=.45, warm=.3)


@photo
def gti_02():
    """Brake disc and caliper, wheel off."""
    workshop()
    _, sh = C.car("hatch", "red", step=.006, missing=("fr",), caliper_colour=(.45, .012, .01), lights=1)
    y = -(sh.plan(.87) - .118)
    steel = S.plain("stud", (.45, .44, .42), .3, 1.0)
    for k in range(5):
        a = k * 2 * math.pi / 5 + .3
        o = S.lathe("stud", [(0, -.055), (.006, -.055), (.0065, -.05), (.0065, 0)], steel, 24)
        o.location = (.87 + .052 * math.cos(a), y, .325 + .052 * math.sin(a))
    S.lathe("nut", [(0, -.045), (.018, -.045), (.024, -.04), (.026, -.01)], steel, 48).location = (.87, y, .325)
    dark = S.plain("strut", (.02, .02, .022), .4, .3)
    S.tube("spring", [(.87 + .055 * math.cos(t), y + .26 + .055 * math.sin(t), .48 + .016 * t) for t in np.linspace(0, 22, 240)], .0075, S.plain("spring", (.35, .02, .015), .35, 0, Coat_Weight=.6))
    S.tube("damper", [(.87, y + .26, .30), (.87, y + .26, .85)], .024, dark)
    S.tube("hose", [(.80 - .05 * t, y + .05 + .1 * t * t, .36 + .25 * t) for t in np.linspace(0, 1, 20)], .006, dark)
    S.softbox((-.6, -2.6, 1.1), (.87, -.8, .35), (.8, .8), 42)
    S.softbox((2.2, -2.2, .5), (.87, -.8, .35), (.4, 1.0), 16, (.9, .95, 1))
    S.camera((.38, -2.0, .56), (.90, -.78, .385), 60, 3.5, (.87, -.84, .33))
    S.shoot("gti-02", exposure=.45, warm=.2)


@photo
def gti_03():
    """On the lift, a front wheel off."""
    workshop(back=4.0)
    C.car("hatch", "red", step=.006, missing=("fr",), caliper_colour=(.45, .012, .01), lights=.4, z=1.12)
    m = S.plain("arm", (.03, .035, .045), .4, .2)
    for y in (-1.55, 1.55):
        P.lift_post(1.95, y * 1.06, (.05, .06, .075), 3.6)
        for x in (1.05, 2.95):
            S.tube("arm", [(1.95, y * .98, 1.16), (x, y * .45, 1.16)], .045, m)
            S.lathe("pad", [(0, .0), (.06, 0), (.06, .06), (0, .06)], S.plain("rubber", (.015, .015, .015), .8), 32, "z").location = (x, y * .45, 1.17)
    S.softbox((-3.0, -4.0, 3.4), (1, 0, 1.4), (3, 1.4), 220, (1, .97, .93))
    w = C.wheel(C.SPECS["hatch"], "graphite", brake=False)
    w.location, w.rotation_euler = (-.50, -1.25, .325), (0, .3, math.pi - .55)
    S.camera((-3.9, -3.3, .95), (1.35, -.05, 1.42), 45, 3.2, (.4, -.8, 1.5))
    S.shoot("gti-03", exposure=.8, warm=.3)


@photo
def gti_04():
    """Bonnet open."""
    workshop()
    C.car("hatch", "red", step=.006, bonnet=.92, lights=.4)
    dark, alu = S.plain("bay", (.012, .012, .013), .6), S.plain("alu", (.45, .45, .46), .35, 1.0)
    cover = S.plain("cover", (.02, .02, .021), .32, 0, Coat_Weight=.3)
    red = S.plain("redtrim", (.40, .01, .01), .3)
    S.box("floor", (.70, 0, .50), (.9, 1.3, .04), dark)
    S.box("firewall", (1.13, 0, .74), (.05, 1.35, .42), dark)
    S.box("engine", (.68, .02, .76), (.42, .60, .10), cover, .03, (0, -.10, 0))
    for k in range(7):
        S.box("rib", (.68, -.20 + k * .07, .815), (.34, .018, .014), cover, .005, (0, -.10, 0))
    S.box("stripe", (.50, .02, .795), (.03, .40, .02), red, .006, (0, -.1, 0))
    S.box("battery", (.78, .50, .74), (.20, .26, .20), S.plain("battery", (.03, .03, .032), .5), .012)
    for y in (.43, .57):
        S.lathe("pole", [(0, .02), (.012, .02), (.014, 0)], alu, 24, "z").location = (.74, y, .845)
    S.box("airbox", (.62, -.50, .73), (.34, .28, .18), cover, .04)
    S.tube("intake", [(.55 + .25 * t, -.42 + .40 * t, .82 - .10 * (t - .5) ** 2) for t in np.linspace(0, 1, 24)], .036, S.plain("hose", (.018, .018, .018), .5))
    for k in range(5):
        S.tube("line", [(.40 + .1 * k + .1 * math.sin(4 * t + k), -.5 + t, .74 + .04 * math.sin(3 * t + 2 * k)) for t in np.linspace(0, 1, 30)], .008 + .003 * (k % 3), dark if k % 2 else S.plain("hose2", (.03, .03, .035), .4))
    tank = S.plain("tank", (.62, .60, .52), .3, 0, Subsurface_Weight=.4)
    S.lathe("coolant", [(0, 0), (.07, 0), (.078, .03), (.07, .09), (.03, .11), (0, .112)], tank, 48, "z").location = (.98, -.34, .74)
    for (x, y, zz, m) in ((.98, -.34, .852, S.plain("blue", (.02, .10, .35), .4)), (.60, .22, .815, S.plain("yellow", (.60, .36, .02), .4)), (1.02, .30, .80, dark)):
        S.lathe("cap", [(.032, 0), (.034, .014), (.03, .024), (0, .026)], m, 32, "z").location = (x, y, zz)
    for y in (-.56, .56):
        S.lathe("tower", [(0, .03), (.03, .03), (.05, .015), (.08, .01), (.09, -.05)], alu, 48, "z").location = (.98, y, .80)
    S.tube("prop", [(.36, -.52, .74), (.52, -.56, 1.30)], .006, alu)
    S.softbox((-1.6, -1.6, 2.4), (.7, 0, .75), (1.2, 1.2), 110, (1, .97, .93))
    S.softbox((.2, 1.8, 2.3), (.7, 0, .75), (.3, 1.4), 60)
    S.camera((-1.65, -1.55, 1.55), (.66, -.06, .84), 46, 3.5, (.55, -.2, .8))
    S.shoot("gti-04", exposure=.4, warm=.25)


# --- other customers' cars -----------------------------------------------------------------------

@photo
def other_01():
    """Dark blue coupé under the hexagons."""
    detailing_bay(hexes=16)
    C.car("coupe", "blue", step=.006, steer=-.28, lights=5)
    S.softbox((8.4, -4.4, 1.6), (2.6, -.9, .7), (4.2, .5), 150)
    S.softbox((-4.6, -1.0, 2.3), (.6, 0, .6), (.8, 3.6), 120)
    S.camera((-3.3, -3.05, .85), (1.5, -.12, .62), 52, 3.2, (.35, -.75, .62))
    S.shoot("other-01", exposure=.75, warm=-.1, vignette=.36)


@photo
def other_02():
    """Black pickup."""
    detailing_bay(hexes=16, z=3.1)
    C.car("pickup", "black", step=.007, steer=-.25, lights=5, finish="silver")
    S.softbox((8.4, -4.4, 1.8), (2.6, -.9, .9), (4.2, .5), 90)
    S.softbox((-5.2, -.6, 2.4), (.6, 0, .9), (.8, 3.6), 160)
    S.camera((-3.9, -3.7, 1.15), (1.75, -.1, .92), 50, 3.2, (.3, -.85, 1.0))
    S.shoot("other-02", exposure=.75, warm=.15)


@photo
def other_03():
    """Green sports car: hardly more than a line of light."""
    S.bay(wall=(.012, .013, .014), shine=.8, ceiling=4, x=(-9, 12), y=(-9, 4), floor=(.05, .05, .05))
    S.world((.01, .011, .012), 1)
    C.car("sports", "green", step=.006, lights=3)
    S.softbox((2.2, 1.3, 2.7), (2.2, 0, .8), (5.2, .5), 210)
    S.softbox((2.2, -3.0, 3.1), (2.2, -.6, .6), (5.5, .25), 70, (.9, .96, 1))
    P.strip((-4, 3.7, .25), (9, 3.7, .25), 4, (.6, .9, .75))
    S.camera((-.7, -6.8, .80), (2.3, 0, .58), 52, 4.0, (1.6, -.9, .6))
    S.shoot("other-03", exposure=.75, warm=-.1, vignette=.4)


@photo
def other_04():
    """Waiting under its cover."""
    import water
    detailing_bay(shine=.4, hexes=9)
    sh = C.Shape("coupe")
    noise = water.Noise3(5)

    def f(x, y, z):
        zz = np.maximum(z, .62)
        ay = np.abs(y)
        low, _ = sh.lower(x, ay, zz)
        side, top, rear, _ = sh.green(x, ay, zz)
        g = F.smax(F.smax(side, top, .2), x - 4.5, .2)
        body = F.smin(low, g, .30)
        for mx, my, mz in (sh.s["mirror"],):
            body = F.smin(body, np.sqrt((x - mx) ** 2 + (ay - my - .05) ** 2 + ((z - mz - .03) * .8) ** 2) - .09, .12)
        out = body - .035 - .04 * np.clip(.6 - z, 0, 1)
        return F.smax(out, .03 - z, .01)
    p, fa, n = F.mesh(f, (-.2, 0, 0), (4.9, 1.25, 1.5), .014, mirror=True)
    up = np.clip(n[:, 2], 0, 1)
    folds = noise(p * [1.0, 1.0, .10] + [0, 3, 0], .045) * (1 - up) * .016 * np.clip((1.05 - p[:, 2]) / .6, .1, 1) + noise(p * [.35, 1, 1], .10) * .006 + noise(p * [1.0, .3, 1], .16) * .006
    q = p + n * folds[:, None]
    q[:, 2] = np.maximum(q[:, 2], .015)
    m = S.Nodes("cover")
    weave = m.noise(900., 2., .5)
    S.add("cover", q, fa, m.done(m.bsdf(Base_Color=(.036, .038, .043), Roughness=.42, Sheen_Weight=.6, Sheen_Roughness=.4, Normal=m.bump(weave, .15, .001))))
    S.softbox((8.4, -4.4, 1.8), (2.6, -.9, .7), (4.2, .8), 320)
    S.softbox((-4.6, -1.0, 2.3), (.6, 0, .6), (1.2, 3.6), 220)
    S.softbox((2.5, 2.2, 2.8), (2.2, 0, .8), (5, .4), 200, (.85, .92, 1))
    S.camera((-3.5, -3.3, 1.05), (1.75, -.1, .62), 48, 3.5, (.4, -.8, .7))
    S.shoot("other-04", exposure=.85)


@photo
def other_05():
    """Protective film going onto the black wing: the edge of the film, slip solution under it."""
    import water
    detailing_bay(hexes=18)

    def film(n, obj):
        s = n("SeparateXYZ", {0: obj})
        wave = n.math("MULTIPLY", n.math("SINE", n.math("MULTIPLY", s.outputs[1], 7.0)), .03)
        return n.step(n.math("ADD", s.outputs[0], wave), .20, 1.0)
    _, sh = C.car("coupe", "black", step=.006, lights=.1, coat=dict(film=film))
    top = on_bonnet(sh)
    water.beads(top, (.30, .64, -.70, .2), 1400, (.0012, .008), 6, 2.6, keep=lambda x, y: x < .575 - .03 * math.sin(y * 7))
    z = float(top(V([.86]), V([-.34]))[0])
    S.box("blade", (.83, -.34, z + .020), (.012, .15, .04), S.plain("rubber", (.02, .16, .32), .4), .003, (0, -.75, .25))
    S.box("handle", (.875, -.327, z + .056), (.08, .13, .012), S.plain("handle", (.55, .40, .04), .4), .004, (0, -.75, .25))
    S.camera((-.10, -1.30, 1.16), (.72, -.33, .80), 54, 4.0, (.66, -.40, .80))
    S.shoot("other-05", exposure=.45)


@photo
def other_06():
    """Green sports car: the lamp, with beads of water."""
    import water
    detailing_bay(hexes=16)
    _, sh = C.car("sports", "green", step=.006, lights=1.6)
    top = on_bonnet(sh)
    water.beads(top, (.45, 1.25, -.85, .1), 6000, (.0014, .0085), 8, 2.2)
    S.softbox((8.4, -4.4, 1.8), (2.6, -.9, .7), (4.2, .8), 300)
    S.softbox((-3.6, -1.4, 2.0), (.4, -.6, .6), (.6, 2.6), 90)
    S.camera((-.95, -1.75, .98), (.62, -.58, .62), 62, 4.0, (.45, -.70, .62))
    S.shoot("other-06", exposure=.9)
