"""Beads of water, and foam."""
import numpy as np
from scipy.ndimage import gaussian_filter, map_coordinates

import stage as S


def beads(surface, region, count=2500, sizes=(.0012, .0065), seed=4, power=2.6, material=None, keep=None, flat=.66):
    """Round drops on z = surface(x, y) within region (x0, x1, y0, y1)."""
    rnd = np.random.default_rng(seed)
    x0, x1, y0, y1 = region
    r = sizes[0] + (sizes[1] - sizes[0]) * rnd.random(count * 3) ** power
    r = np.sort(r)[::-1]
    cell, taken, out = sizes[1] * 2, {}, []
    for radius in r:
        x, y = rnd.uniform(x0, x1), rnd.uniform(y0, y1)
        if keep is not None and not keep(x, y):
            continue
        i, j = int(x / cell), int(y / cell)
        if any((x - a) ** 2 + (y - b) ** 2 < ((radius + c) * 1.06) ** 2
               for di in (-1, 0, 1) for dj in (-1, 0, 1) for a, b, c in taken.get((i + di, j + dj), ())):
            continue
        taken.setdefault((i, j), []).append((x, y, radius))
        out.append((x, y, radius))
        if len(out) >= count:
            break
    rings, seg = 6, 14
    t = np.linspace(np.pi / 2, 0, rings)  # from the rim up
    prof_r, prof_z = np.cos(np.pi / 2 - t), np.cos(t)  # 1..0, 0..1
    a = np.linspace(0, 2 * np.pi, seg, endpoint=False)
    tx = np.concatenate([(prof_r[:-1, None] * np.cos(a)).ravel(), [0]])
    ty = np.concatenate([(prof_r[:-1, None] * np.sin(a)).ravel(), [0]])
    tz = np.concatenate([np.repeat(prof_z[:-1], seg), [1]])
    faces = []
    for k in range(rings - 2):
        for s in range(seg):
            n = (s + 1) % seg
            faces += [(k * seg + s, k * seg + n, (k + 1) * seg + n), (k * seg + s, (k + 1) * seg + n, (k + 1) * seg + s)]
    top = (rings - 1) * seg
    faces += [((rings - 2) * seg + s, (rings - 2) * seg + (s + 1) % seg, top) for s in range(seg)]
    faces = np.array(faces)
    o = np.array(out)
    wob = 1 + .10 * np.sin(2 * np.arctan2(ty, tx)[None] + rnd.uniform(0, 6, len(o))[:, None]) * np.clip(o[:, 2:] / sizes[1], .2, 1)
    X = o[:, :1] + tx * o[:, 2:] * wob
    Y = o[:, 1:2] + ty * o[:, 2:] * wob
    Z = surface(X.ravel(), Y.ravel()).reshape(X.shape) + tz * o[:, 2:] * flat + .00005
    v = np.stack([X, Y, Z], -1).reshape(-1, 3)
    f = (faces[None] + (np.arange(len(o)) * len(tx))[:, None, None]).reshape(-1, 3)
    if material is None:
        n = S.Nodes("water")
        shadow = n("LightPath").outputs["Is Shadow Ray"]
        rim = n("LayerWeight", {0: .5}).outputs["Facing"]
        through = n("BsdfRefraction", {"Color": n.blend(n.step(rim, .15, .9), (1, 1, 1), (.22, .24, .27)), "Roughness": 0.0, "IOR": 1.33}).outputs[0]
        wet = n.mix(n("Fresnel", {"IOR": 1.5}).outputs[0], through, n("BsdfGlossy", {"Roughness": .01}).outputs[0])
        material = n.done(n.mix(shadow, wet, n("BsdfTransparent", {0: (.66, .68, .70)}).outputs[0]))
    return S.add("beads", v, f, material)


class Noise3:
    def __init__(self, seed=1, size=64, blur=1.0):
        rnd = np.random.default_rng(seed)
        g = gaussian_filter(rnd.normal(size=(size,) * 3), blur, mode="wrap")
        self.g = g / g.std()

    def __call__(self, p, scale):
        return map_coordinates(self.g, (np.asarray(p) / scale).T, order=1, mode="grid-wrap")


def foam(points, faces, normals, amount=.0, thick=.022, seed=3):
    """Snow foam over a body: a swollen, dripping shell where it is thickest."""
    noise = Noise3(seed)
    p = np.asarray(points, float)
    drip = noise(p * [1, 1, .22], .022)  # stretched downwards
    big, mid, fine = noise(p, .11), noise(p, .03), noise(p, .008)
    up = np.clip(normals[:, 2], -.2, 1)
    cover = .12 + amount + .62 * up + .40 * big + .42 * drip * (1 - up) + .10 * mid
    t = np.clip(cover, 0, 1.3)
    h = np.where(t > 0, thick * np.minimum(t, 1) ** .7 * (1 + .16 * mid + .05 * fine), -.004)
    keep = (t[faces] > 0).any(1)
    q = p + normals * h[:, None]
    n = S.Nodes("foam")
    obj = n("TexCoord").outputs["Object"]
    b1 = n("TexVoronoi", {"Vector": obj, "Scale": 190.0}, feature="SMOOTH_F1").outputs["Distance"]
    b2 = n("TexVoronoi", {"Vector": obj, "Scale": 520.0}).outputs["Distance"]
    height = n.math("ADD", b1, n.math("MULTIPLY", b2, .5))
    m = n.done(n.bsdf(Base_Color=(.86, .89, .91), Roughness=.35, Subsurface_Weight=.0, Coat_Weight=.4, Coat_Roughness=.15, Normal=n.bump(height, .7, .004)))
    used = np.unique(faces[keep])
    index = np.full(len(p), -1)
    index[used] = np.arange(len(used))
    return S.add("foam", q[used], index[faces[keep]], m)
