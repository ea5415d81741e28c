"""The photographer's half: materials, lights, rooms, camera, and the darkroom (grade, grain, JPEG).

Needs: bpy==4.2.0 (Python 3.11), numpy<2, pillow."""
import io
import math
import os
import tempfile

import bpy
import numpy as np
from mathutils import Vector
from PIL import Image, ImageFilter

HERE = os.path.dirname(os.path.abspath(__file__))
PHOTOS = os.path.join(HERE, "..", "photos")
CACHE = os.path.join(tempfile.gettempdir(), "forecourt-pictures")
os.makedirs(CACHE, exist_ok=True)
os.makedirs(PHOTOS, exist_ok=True)


# --- scene -----------------------------------------------------------------------------------

def fresh():
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    scene.world = bpy.data.worlds.new("world")
    scene.world.use_nodes = True
    world((0.02, 0.022, 0.025), 1.0)
    return scene


def world(colour, strength):
    bg = bpy.context.scene.world.node_tree.nodes["Background"]
    bg.inputs[0].default_value = (*colour, 1)
    bg.inputs[1].default_value = strength


def sky(name, strength=1.0, turn=0.0):
    """One of the photographs of sky and surroundings that come with Blender (CC0, Poly Haven):
    city, courtyard, forest, interior, night, studio, sunrise, sunset."""
    tree = bpy.context.scene.world.node_tree
    path = os.path.join(bpy.utils.system_resource("DATAFILES"), "studiolights", "world", name + ".exr")
    env = tree.nodes.new("ShaderNodeTexEnvironment")
    env.image = bpy.data.images.load(path)
    coord, rot = tree.nodes.new("ShaderNodeTexCoord"), tree.nodes.new("ShaderNodeMapping")
    rot.inputs["Rotation"].default_value[2] = turn
    tree.links.new(coord.outputs["Generated"], rot.inputs["Vector"])
    tree.links.new(rot.outputs[0], env.inputs[0])
    bg = tree.nodes["Background"]
    tree.links.new(env.outputs[0], bg.inputs[0])
    bg.inputs[1].default_value = strength


# --- geometry --------------------------------------------------------------------------------

def add(name, verts, faces, material=None, normals=None, attributes=None, smooth=True):
    me = bpy.data.meshes.new(name)
    verts, faces = np.asarray(verts, np.float32), np.asarray(faces)
    if faces.dtype == object or faces.ndim == 1:
        me.from_pydata(verts.tolist(), [], [list(f) for f in faces])
    else:
        k = faces.shape[1]
        me.vertices.add(len(verts))
        me.vertices.foreach_set("co", verts.ravel())
        me.loops.add(faces.size)
        me.loops.foreach_set("vertex_index", faces.ravel().astype(np.int32))
        me.polygons.add(len(faces))
        me.polygons.foreach_set("loop_start", np.arange(0, faces.size, k, dtype=np.int32))
        me.polygons.foreach_set("loop_total", np.full(len(faces), k, np.int32))
        me.update(calc_edges=True)
    me.polygons.foreach_set("use_smooth", np.full(len(me.polygons), smooth))
    if normals is not None:
        me.normals_split_custom_set_from_vertices(np.asarray(normals, np.float32).tolist())
    for key, value in (attributes or {}).items():
        me.attributes.new(key, "FLOAT", "POINT").data.foreach_set("value", np.asarray(value, np.float32))
    ob = bpy.data.objects.new(name, me)
    bpy.context.collection.objects.link(ob)
    if material:
        me.materials.append(material)
    return ob


def copy(ob, location=(0, 0, 0), rotation=(0, 0, 0), scale=(1, 1, 1)):
    new = ob.copy()
    new.location, new.rotation_euler, new.scale = location, rotation, scale
    bpy.context.collection.objects.link(new)
    return new


def lathe(name, profile, material, segments=160, axis="y"):
    """Turns (radius, along) points about the y axis (or z)."""
    p = np.array(profile, float)
    a = np.linspace(0, 2 * math.pi, segments, endpoint=False)
    r, y = p[:, 0][:, None], np.repeat(p[:, 1][:, None], segments, 1)
    v = np.stack([r * np.cos(a), y, r * np.sin(a)], -1)
    if axis == "z":
        v = v[..., [0, 2, 1]]
    n = len(p)
    i, j = np.meshgrid(np.arange(n - 1), np.arange(segments), indexing="ij")
    k = (j + 1) % segments
    f = np.stack([i * segments + j, i * segments + k, (i + 1) * segments + k, (i + 1) * segments + j], -1)
    ob = add(name, v.reshape(-1, 3), f.reshape(-1, 4), material)
    return ob


def box(name, centre, size, material, bevel=0.0, rotation=(0, 0, 0)):
    x, y, z = (s / 2 for s in size)
    v = [(a, b, c) for a in (-x, x) for b in (-y, y) for c in (-z, z)]
    f = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    ob = add(name, v, np.array(f), material, smooth=False)
    ob.location, ob.rotation_euler = centre, rotation
    if bevel:
        m = ob.modifiers.new("bevel", "BEVEL")
        m.width, m.segments = bevel, 4
        ob.data.polygons.foreach_set("use_smooth", np.full(len(ob.data.polygons), True))
        m.harden_normals = True
    return ob


def grid(name, f, us, vs, material, attributes=None):
    """A surface f(u, v) -> (x, y, z) over two arrays of parameters."""
    U, V = np.meshgrid(us, vs, indexing="ij")
    P = np.stack(np.broadcast_arrays(*f(U, V)), -1).reshape(-1, 3)
    m = len(vs)
    i, j = np.meshgrid(np.arange(len(us) - 1), np.arange(m - 1), indexing="ij")
    q = np.stack([i * m + j, (i + 1) * m + j, (i + 1) * m + j + 1, i * m + j + 1], -1).reshape(-1, 4)
    att = {k: g(U, V).ravel() for k, g in (attributes or {}).items()}
    return add(name, P, q, material, attributes=att)


def tube(name, points, radius, material, closed=False):
    cu = bpy.data.curves.new(name, "CURVE")
    cu.dimensions, cu.bevel_depth, cu.bevel_resolution = "3D", radius, 4
    sp = cu.splines.new("POLY")
    sp.points.add(len(points) - 1)
    for q, p in zip(sp.points, points):
        q.co = (*p, 1)
    sp.use_cyclic_u = closed
    ob = bpy.data.objects.new(name, cu)
    bpy.context.collection.objects.link(ob)
    cu.materials.append(material)
    return ob


def text(body, size, material, location, rotation, extrude=0.001):
    cu = bpy.data.curves.new("text", "FONT")
    cu.body, cu.size, cu.extrude, cu.align_x, cu.align_y = body, size, extrude, "CENTER", "CENTER"
    ob = bpy.data.objects.new("text", cu)
    ob.location, ob.rotation_euler = location, rotation
    bpy.context.collection.objects.link(ob)
    cu.materials.append(material)
    return ob


# --- materials -------------------------------------------------------------------------------

class Nodes:
    """A small hand for building node trees: n('ShaderNodeX', {input: value or socket}, prop=…)."""

    def __init__(self, name):
        self.material = bpy.data.materials.new(name)
        self.material.use_nodes = True
        self.tree = self.material.node_tree
        self.tree.nodes.clear()

    def __call__(self, kind, inputs=None, **props):
        node = self.tree.nodes.new("ShaderNode" + kind)
        for k, v in props.items():
            setattr(node, k, v)
        for k, v in (inputs or {}).items():
            if isinstance(v, bpy.types.NodeSocket):
                self.tree.links.new(v, node.inputs[k])
            else:
                s = node.inputs[k]
                s.default_value = (*v, 1) if hasattr(v, "__len__") and len(v) == 3 and s.type == "RGBA" else v
        return node

    def attr(self, name):
        return self("Attribute", attribute_name=name).outputs["Fac"]

    def step(self, value, lo, hi, a=0.0, b=1.0):
        return self("MapRange", {"Value": value, "From Min": lo, "From Max": hi, "To Min": a, "To Max": b},
                    interpolation_type="SMOOTHSTEP").outputs[0]

    def math(self, op, a, b=0.0):
        return self("Math", {0: a, 1: b}, operation=op).outputs[0]

    def mix(self, fac, a, b):
        return self("MixShader", {0: fac, 1: a, 2: b}).outputs[0]

    def blend(self, fac, a, b):
        n = self("Mix", data_type="RGBA")
        for s, v in ((n.inputs[0], fac), (n.inputs[6], a), (n.inputs[7], b)):
            if isinstance(v, bpy.types.NodeSocket):
                self.tree.links.new(v, s)
            else:
                s.default_value = (*v, 1) if hasattr(v, "__len__") else v
        return n.outputs[2]

    def noise(self, scale, detail=4.0, rough=0.5, vector=None, out=0):
        i = {"Scale": scale, "Detail": detail, "Roughness": rough}
        i["Vector"] = vector or self("TexCoord").outputs["Object"]
        return self("TexNoise", i).outputs[out]

    def bump(self, height, strength=0.3, distance=0.01):
        return self("Bump", {"Height": height, "Strength": strength, "Distance": distance}).outputs[0]

    def bsdf(self, **inputs):
        return self("BsdfPrincipled", {k.replace("_", " "): v for k, v in inputs.items()}).outputs[0]

    def done(self, surface):
        self.tree.links.new(surface, self("OutputMaterial").inputs[0])
        return self.material


def plain(name, colour, rough=0.5, metal=0.0, **more):
    n = Nodes(name)
    return n.done(n.bsdf(Base_Color=colour, Roughness=rough, Metallic=metal, **more))


def glow(name, colour, strength):
    n = Nodes(name)
    return n.done(n("Emission", {0: colour, 1: strength}).outputs[0])


PAINT = {
    "pearl": dict(colour=(0.81, 0.815, 0.815), metal=0.0, rough=0.38, flake=0.25),
    "red": dict(colour=(0.40, 0.004, 0.008), metal=0.45, rough=0.32, flake=0.4),
    "blue": dict(colour=(0.006, 0.022, 0.085), metal=0.55, rough=0.30, flake=0.5),
    "black": dict(colour=(0.006, 0.006, 0.007), metal=0.3, rough=0.3, flake=0.3),
    "green": dict(colour=(0.006, 0.075, 0.035), metal=0.55, rough=0.3, flake=0.5),
    "silver": dict(colour=(0.42, 0.43, 0.45), metal=0.8, rough=0.3, flake=0.5),
}


def swirls(n, obj, scale=1.0):
    """The fine rings that bad washing leaves: concentric scratches round scattered centres."""
    height = None
    for i, (s, rings) in enumerate(((5.0, 90.0), (8.0, 70.0), (13.0, 45.0))):
        moved = n("Mapping", {"Vector": obj, "Location": (1.7 * i, 0.6 * i, 0.3 * i)}).outputs[0]
        d = n("TexVoronoi", {"Vector": moved, "Scale": s * scale}).outputs["Distance"]
        lines = n("TexNoise", {"Vector": n("CombineXYZ", {0: n.math("MULTIPLY", d, rings), 1: n.noise(2.5, 2.0, 0.5, moved)}).outputs[0], "Scale": 5.0, "Detail": 4.0, "Roughness": 0.75}).outputs[0]
        lines = n.step(lines, 0.5, 0.66)
        height = lines if height is None else n.math("ADD", height, lines)
    return height


def paint_shader(n, kind, dust=0.0, normal=None, coat_rough=0.015, dull=None, swirl=0.0, only=None, film=None, tape=None, smear=None):
    """Base coat with flake under a clear coat.
    dust 0–1; dull a 0–1 socket that hazes the coat; swirl 0–1; only(n, position) a 0–1 mask for swirl;
    film(n, position) a mask of protective film; tape(n, position) one of masking tape; smear(n, position) of polish."""
    p = PAINT[kind]
    obj = n("TexCoord").outputs["Object"]
    if swirl:
        mask = only(n, obj) if only else 1.0
        height = swirls(n, obj)
        normal = n("Bump", {"Height": height, "Strength": n.math("MULTIPLY", mask, 0.14 * swirl), "Distance": 0.0011}).outputs[0]
        haze = n.math("MULTIPLY", n.math("MULTIPLY", height, 0.35), n.math("MULTIPLY", mask, swirl))
        dull = n.math("ADD", haze, n.math("MULTIPLY", mask, 0.20 * swirl))
    flake = n("TexVoronoi", {"Vector": obj, "Scale": 2200.0}).outputs["Color"]
    sparkle = n("Bump", {"Height": n("SeparateColor", {0: flake}).outputs[0], "Strength": p["flake"] * 0.25,
                         "Distance": 0.0006}).outputs[0]
    facing = n("LayerWeight", {0: 0.35}).outputs["Facing"]
    base = n.blend(facing, p["colour"], tuple(c * 0.55 for c in p["colour"]))
    inputs = dict(Base_Color=base, Specular_IOR_Level=0.2, Metallic=p["metal"], Roughness=p["rough"], Normal=sparkle,
                  Coat_Weight=1.0, Coat_IOR=1.55, Coat_Roughness=coat_rough)
    if dull is not None:
        inputs["Coat_Roughness"] = n.step(dull, 0.0, 1.0, coat_rough, 0.28)
    if normal is not None:
        inputs["Coat_Normal"] = normal
    shader = n.bsdf(**inputs)
    if smear:
        m = smear(n, obj)
        streak = n.noise(60.0, 5.0, 0.7, n("Mapping", {"Vector": obj, "Scale": (1, 1, 1)}).outputs[0])
        amount = n.math("MULTIPLY", m, n.step(streak, 0.30, 0.62, 0.1, 0.9))
        shader = n.mix(amount, shader, n.bsdf(Base_Color=(0.72, 0.70, 0.66), Roughness=0.55, Normal=n.bump(streak, 0.3, 0.002)))
    if film:
        m = film(n, obj)
        inner = n.step(m, 0.5, 0.56)
        edge = n.math("SUBTRACT", n.step(m, 0.47, 0.5), n.step(m, 0.5, 0.53))
        wet = n.noise(26.0, 4.0, 0.6, obj)
        sheet = n.bsdf(**{**inputs, "Coat_Roughness": 0.03, "Base_Color": n.blend(0.10, base, (0.75, 0.8, 0.85)), "Coat_Normal": n("Bump", {"Height": wet, "Strength": 0.16, "Distance": 0.004}).outputs[0]})
        shader = n.mix(inner, shader, sheet)
        shader = n.mix(n("Clamp", {0: edge}).outputs[0], shader, n.bsdf(Base_Color=(0.5, 0.53, 0.56), Roughness=0.15))
    if tape:
        crepe = n.noise(240.0, 3.0, 0.6, n("Mapping", {"Vector": obj, "Scale": (1, 0.25, 1)}).outputs[0])
        shader = n.mix(tape(n, obj), shader, n.bsdf(Base_Color=n.blend(crepe, (0.03, 0.17, 0.36), (0.06, 0.27, 0.50)), Roughness=0.62, Normal=n.bump(crepe, 0.5, 0.0012)))
    if dust:
        geo = n("NewGeometry")
        up = n("SeparateXYZ", {0: geo.outputs["Normal"]}).outputs[2]
        low = n("SeparateXYZ", {0: geo.outputs["Position"]}).outputs[2]
        spots = n.noise(4.0, 4.0, 0.55, obj)
        fine = n.noise(160.0, 3.0, 0.7, obj)
        amount = n.math("ADD", n.step(up, -0.2, 1.0, 0.22, 0.50), n.step(low, 0.85, 0.25, 0.0, 0.75))
        amount = n.math("MULTIPLY", amount, n.step(spots, 0.25, 0.75, 0.65, 1.1))
        amount = n.math("MULTIPLY", amount, n.step(fine, 0.3, 0.7, 0.75, 1.1))
        amount = n("Clamp", {0: n.math("MULTIPLY", amount, dust)}).outputs[0]
        dirt = n.bsdf(Base_Color=n.blend(fine, (0.105, 0.082, 0.056), (0.20, 0.165, 0.12)), Roughness=0.95)
        shader = n.mix(amount, shader, dirt)
    return shader


def glass_shader(n, tint=(0.12, 0.13, 0.13)):
    fres = n("Fresnel", {"IOR": 1.55}).outputs[0]
    return n.mix(fres, n("BsdfTransparent", {0: tint}).outputs[0],
                 n("BsdfGlossy", {"Color": (1, 1, 1), "Roughness": 0.004}).outputs[0])


def clear(name, tint=(0.9, 0.9, 0.9)):
    n = Nodes(name)
    return n.done(glass_shader(n, tint))


def concrete(name="concrete", colour=(0.105, 0.105, 0.102), shine=0.0):
    """Polished shop floor; shine 0 = sealed, 1 = wet."""
    n = Nodes(name)
    big, fine = n.noise(0.9, 3.0, 0.5), n.noise(14.0, 8.0, 0.65)
    tone = n.math("ADD", n.math("MULTIPLY", big, 0.6), n.math("MULTIPLY", fine, 0.4))
    col = n.blend(n.step(tone, 0.3, 0.7), tuple(c * 0.62 for c in colour), tuple(c * 1.35 for c in colour))
    rough = n.step(big, 0.2, 0.8, 0.30 - 0.24 * shine, 0.46 - 0.30 * shine)
    return n.done(n.bsdf(Base_Color=col, Roughness=rough, Normal=n.bump(fine, 0.04, 0.02), Specular_IOR_Level=0.6))


def wood(name, colour=(0.35, 0.19, 0.09), scale=1.0, plank=0.0):
    """Grain along x; plank = width of boards along y, 0 for none."""
    n = Nodes(name)
    obj = n("TexCoord").outputs["Object"]
    stretch = n("Mapping", {"Vector": obj, "Scale": (0.6 * scale, 9 * scale, 9 * scale)}).outputs[0]
    g = n.noise(2.2, 8.0, 0.62, stretch)
    fine = n.noise(26.0, 4.0, 0.6, n("Mapping", {"Vector": obj, "Scale": (0.35 * scale, 6 * scale, 6 * scale)}).outputs[0])
    v = n.math("ADD", n.math("MULTIPLY", g, 0.75), n.math("MULTIPLY", fine, 0.25))
    col = n.blend(n.step(v, 0.32, 0.68), tuple(c * 0.5 for c in colour), tuple(min(1, c * 1.35) for c in colour))
    rough = n.step(fine, 0.3, 0.7, 0.3, 0.5)
    height = v
    if plank:
        y = n("SeparateXYZ", {0: obj}).outputs[1]
        x = n("SeparateXYZ", {0: obj}).outputs[0]
        row = n.math("FLOOR", n.math("DIVIDE", y, plank))
        shift = n.math("MULTIPLY", n.math("FRACT", n.math("MULTIPLY", row, 0.618)), 1.7)
        tile = n.math("FLOOR", n.math("DIVIDE", n.math("ADD", x, shift), 1.7))
        rnd = n("TexWhiteNoise", {"Vector": n("CombineXYZ", {0: row, 1: tile}).outputs[0]}).outputs[0]
        edge = n.math("ABSOLUTE", n.math("SUBTRACT", n.math("FRACT", n.math("DIVIDE", y, plank)), 0.5))
        seam = n.step(edge, 0.485, 0.498)
        col = n.blend(n.step(rnd, 0, 1, 0.0, 0.45), col, tuple(c * 0.45 for c in colour))
        col = n.blend(seam, col, (0.01, 0.007, 0.005))
        height = n.math("SUBTRACT", v, seam)
    return n.done(n.bsdf(Base_Color=col, Roughness=rough, Normal=n.bump(height, 0.12, 0.01)))


# --- lights, rooms ---------------------------------------------------------------------------

def softbox(location, target, size, power, colour=(1, 1, 1), visible=True):
    li = bpy.data.lights.new("softbox", "AREA")
    li.shape, li.size, li.size_y, li.energy, li.color = "RECTANGLE", size[0], size[1], power, colour
    ob = bpy.data.objects.new("softbox", li)
    ob.location = location
    ob.rotation_euler = (Vector(target) - Vector(location)).to_track_quat("-Z", "Y").to_euler()
    ob.visible_camera = False
    ob.visible_glossy = visible
    bpy.context.collection.objects.link(ob)
    return ob


def sun(direction, strength, angle=0.6, colour=(1, 0.9, 0.75)):
    li = bpy.data.lights.new("sun", "SUN")
    li.energy, li.angle, li.color = strength, math.radians(angle), colour
    ob = bpy.data.objects.new("sun", li)
    ob.rotation_euler = Vector(direction).to_track_quat("-Z", "Y").to_euler()
    bpy.context.collection.objects.link(ob)
    return ob


def hex_ceiling(z=3.0, xs=(-2.5, 8), ys=(-4, 4), cell=0.85, strength=22, thick=0.018, colour=(0.93, 0.97, 1.0)):
    """The honeycomb of LED tubes of a detailing bay."""
    m = glow("hex", colour, strength)
    edges = set()
    a = cell
    for i in range(-8, 16):
        for j in range(-10, 12):
            cx, cy = 1.5 * a * i, math.sqrt(3) * a * (j + 0.5 * (i % 2))
            if not (xs[0] <= cx <= xs[1] and ys[0] <= cy <= ys[1]):
                continue
            pts = [(round(cx + a * math.cos(t * math.pi / 3), 3), round(cy + a * math.sin(t * math.pi / 3), 3)) for t in range(6)]
            for p, q in zip(pts, pts[1:] + pts[:1]):
                edges.add((min(p, q), max(p, q)))
    verts, faces = [], []
    for (x1, y1), (x2, y2) in edges:  # a flat strip facing down for each tube, ends pulled back a little
        d = Vector((x2 - x1, y2 - y1))
        length = d.length
        if length < 0.05:
            continue
        d /= length
        nx, ny = -d.y * thick, d.x * thick
        e = 0.045
        p, q = (x1 + d.x * e, y1 + d.y * e), (x2 - d.x * e, y2 - d.y * e)
        k = len(verts)
        verts += [(p[0] - nx, p[1] - ny, z), (p[0] + nx, p[1] + ny, z), (q[0] + nx, q[1] + ny, z), (q[0] - nx, q[1] - ny, z)]
        faces.append((k, k + 1, k + 2, k + 3))
    return add("hex", verts, np.array(faces), m, smooth=False)


def bay(wall=(0.028, 0.03, 0.033), shine=0.25, ceiling=3.4, x=(-5, 9), y=(-5, 5.5), floor=(0.105, 0.105, 0.102)):
    """Floor, dark walls and ceiling of the shop."""
    w = 20
    add("floor", [(-w, -w, 0), (w, -w, 0), (w, w, 0), (-w, w, 0)], np.array([(0, 1, 2, 3)]), concrete(shine=shine, colour=floor), smooth=False)
    m = plain("wall", wall, 0.6)
    for a, b in (((x[0], y[1]), (x[1], y[1])), ((x[1], y[1]), (x[1], y[0])), ((x[0], y[0]), (x[0], y[1])), ((x[1], y[0]), (x[0], y[0]))):
        add("wall", [(*a, 0), (*b, 0), (*b, ceiling), (*a, ceiling)], np.array([(0, 1, 2, 3)]), m, smooth=False)
    add("ceiling", [(x[0], y[0], ceiling), (x[1], y[0], ceiling), (x[1], y[1], ceiling), (x[0], y[1], ceiling)],
        np.array([(0, 1, 2, 3)]), plain("ceiling", (0.012, 0.012, 0.013), 0.8), smooth=False)


# --- camera and darkroom ---------------------------------------------------------------------

def camera(location, target, lens=50, fstop=None, focus=None, shift=(0, 0), roll=0.0):
    cam = bpy.data.cameras.new("camera")
    ob = bpy.data.objects.new("camera", cam)
    ob.location = location
    q = (Vector(target) - Vector(location)).to_track_quat("-Z", "Y")
    ob.rotation_euler = q.to_euler()
    ob.rotation_euler.rotate_axis("Z", math.radians(roll))
    cam.lens, cam.clip_start, cam.shift_x, cam.shift_y = lens, 0.01, *shift
    if fstop:
        cam.dof.use_dof = True
        cam.dof.aperture_fstop = fstop
        cam.dof.focus_distance = (Vector(focus or target) - Vector(location)).length
        cam.dof.aperture_blades = 9
    bpy.context.collection.objects.link(ob)
    bpy.context.scene.camera = ob
    return ob


def shoot(name, samples=9, width=912, exposure=0.0, look="AgX - Medium High Contrast", warm=0.0,
          vignette=0.28, grain=1.0, bloom=0.10, bounces=4):
    """Render, grade, and write photos/<name>.jpg."""
    scene = bpy.context.scene
    r, c = scene.render, scene.cycles
    height = round(width * 1067 / 1600)
    scale = float(os.environ.get("DRAFT", 0) or 0) or 1.0
    r.resolution_x, r.resolution_y, r.resolution_percentage = round(width * scale), round(height * scale), 100
    c.samples = max(8, round(samples * (0.5 if scale < 1 else 1)))
    c.use_adaptive_sampling, c.adaptive_threshold = True, 0.03
    c.use_denoising, c.denoiser = True, "OPENIMAGEDENOISE"
    c.max_bounces, c.diffuse_bounces, c.glossy_bounces = bounces, 2, 3
    c.transparent_max_bounces, c.transmission_bounces = 10, 4
    c.caustics_reflective = c.caustics_refractive = False
    c.sample_clamp_indirect = 8
    c.use_light_tree = False  # few lights: twice as fast without
    r.threads_mode, r.threads = "FIXED", int(os.environ.get("THREADS", 2))
    r.use_persistent_data = False
    scene.view_settings.view_transform, scene.view_settings.look = "AgX", look
    scene.view_settings.exposure = exposure
    path = os.path.join(CACHE, name + ".png")
    r.image_settings.file_format, r.image_settings.color_depth = "PNG", "16"
    r.filepath = path
    bpy.ops.render.render(write_still=True)
    return develop(path, os.path.join(CACHE if scale < 1 else PHOTOS, name + ".jpg"), warm, vignette, grain, bloom)


def develop(source, target, warm=0.0, vignette=0.28, grain=1.0, bloom=0.10, limit=178_000, gain=1.0):
    im = Image.open(source).convert("RGB")
    if im.width > 900:
        im = im.resize((1600, 1067), Image.LANCZOS)
    a = np.asarray(im, np.float32) / 255
    h, w = a.shape[:2]
    a = 1 - (1 - np.clip(a * gain, 0, 1)) ** (1 + (gain - 1) * .3) if gain != 1 else a
    if bloom:  # light that spills in the lens
        bright = np.clip(a - 0.72, 0, 1) * 255
        spill = sum(np.asarray(Image.fromarray(bright.astype(np.uint8)).filter(ImageFilter.GaussianBlur(w * s)), np.float32)
                    for s in (0.006, 0.02, 0.05)) / 255
        a = 1 - (1 - a) * (1 - np.clip(spill * bloom * 3, 0, 0.9))
    a = a * np.array([1 + 0.05 * warm, 1 + 0.008 * warm, 1 - 0.05 * warm], np.float32)
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    d = ((x / w - 0.5) ** 2 + ((y / h - 0.5) * h / w) ** 2) / 0.36
    a = a * (1 - vignette * np.clip(d, 0, 1.2) ** 1.4)[..., None]
    lum = a.mean(-1, keepdims=True)  # split tone: cool shadows, warm lights
    a = a + (1 - lum) ** 2 * lum * np.array([-.035, .0, .055], np.float32) * 2 + lum ** 2 * (1 - lum) * np.array([.03, .006, -.045], np.float32) * 2
    a = a * 0.985 + 0.008  # lifted blacks
    rng = np.random.default_rng(7)
    n = rng.normal(0, 1, (h, w)).astype(np.float32)
    n = sum(np.roll(n, s, (0, 1)) for s in ((0, 0), (0, 1), (1, 0), (1, 1))) / 2  # grains a little larger than a pixel
    lum = a.mean(-1)
    a = a + (n * 0.0085 * grain * (0.5 + 1.6 * lum * (1 - lum) * 2))[..., None]
    im = Image.fromarray((np.clip(a, 0, 1) * 255 + 0.5).astype(np.uint8))
    for q in range(84, 40, -3):
        buf = io.BytesIO()
        im.save(buf, "JPEG", quality=q, optimize=True, progressive=True)
        if buf.tell() <= limit:
            break
    with open(target, "wb") as fh:
        fh.write(buf.getvalue())
    print("photo", os.path.basename(target), buf.tell() // 1000, "kB, quality", q, flush=True)
    return target
