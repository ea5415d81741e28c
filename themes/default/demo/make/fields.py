"""Implicit modelling: bodies and wheels are written as distance-like functions f(x, y, z) < 0
(three-view surfaces joined with rounded edges), sampled on a grid, meshed with marching cubes, and
every vertex is then pulled onto the exact surface, so that reflections run smoothly.

Needs: numpy scipy scikit-image."""
import numpy as np
from scipy.interpolate import PchipInterpolator
from scipy.ndimage import gaussian_filter1d
from skimage.measure import marching_cubes


def smax(a, b, k):
    h = np.maximum(k - np.abs(a - b), 0) / k
    return np.maximum(a, b) + h * h * k * 0.25


def smin(a, b, k):
    return -smax(-a, -b, k)


def curve(points, smooth=0.06):
    """A smooth function through roughly these (x, value) points: no overshoot, no kinks."""
    p = np.array(points, float)
    lo, hi = p[0, 0] - 1, p[-1, 0] + 1
    xs = np.arange(lo, hi, 0.002)
    f = PchipInterpolator(p[:, 0], p[:, 1])
    ys = np.where(xs < p[0, 0], p[0, 1] + f(p[0, 0], 1) * (xs - p[0, 0]),
                  np.where(xs > p[-1, 0], p[-1, 1] + f(p[-1, 0], 1) * (xs - p[-1, 0]),
                           f(np.clip(xs, p[0, 0], p[-1, 0]))))
    ys = gaussian_filter1d(ys, max(smooth, 0.002) / 0.002, mode="nearest")
    return lambda x: np.interp(x, xs, ys)


def polygon(points, u, v, round=0.0):
    """Signed distance (negative inside) to a polygon in the plane (u, v)."""
    p = np.array(points, float)
    d = np.full(np.shape(u), 1e9)
    inside = np.zeros(np.shape(u), bool)
    for (ax, ay), (bx, by) in zip(p, np.roll(p, -1, 0)):
        ex, ey = bx - ax, by - ay
        t = np.clip(((u - ax) * ex + (v - ay) * ey) / (ex * ex + ey * ey + 1e-12), 0, 1)
        d = np.minimum(d, (u - ax - t * ex) ** 2 + (v - ay - t * ey) ** 2)
        cross = (ay > v) != (by > v)
        with np.errstate(divide="ignore", invalid="ignore"):
            inside ^= cross & (u < ex * (v - ay) / (ey if abs(ey) > 1e-12 else 1e-12) + ax)
    d = np.sqrt(d)
    return np.where(inside, -d, d) - round


def rounded(points, times=3, closed=True):
    """Cuts the corners of a polygon (Chaikin)."""
    p = np.array(points, float)
    for _ in range(times):
        q = np.roll(p, -1, 0)
        p = np.stack([.75 * p + .25 * q, .25 * p + .75 * q], 1).reshape(-1, 2)
    return p


def polyline(points, u, v):
    """Distance to an open line."""
    p = np.array(points, float)
    d = np.full(np.shape(u), 1e9)
    for (ax, ay), (bx, by) in zip(p[:-1], p[1:]):
        ex, ey = bx - ax, by - ay
        t = np.clip(((u - ax) * ex + (v - ay) * ey) / (ex * ex + ey * ey + 1e-12), 0, 1)
        d = np.minimum(d, (u - ax - t * ex) ** 2 + (v - ay - t * ey) ** 2)
    return np.sqrt(d)


def rbox(x, y, z, c, h, r):
    """A rounded box: centre c, half sizes h, radius r."""
    q = [np.abs(a - b) - (s - r) for a, b, s in zip((x, y, z), c, h)]
    out = np.sqrt(sum(np.maximum(a, 0) ** 2 for a in q))
    return out + np.minimum(np.maximum(np.maximum(q[0], q[1]), q[2]), 0) - r


def ellipsoid(x, y, z, c, r):
    k = np.sqrt(((x - c[0]) / r[0]) ** 2 + ((y - c[1]) / r[1]) ** 2 + ((z - c[2]) / r[2]) ** 2)
    return (k - 1) * min(r)


def gradient(f, p, e=0.0015):
    g = np.empty_like(p)
    for i in range(3):
        d = np.zeros(3)
        d[i] = e
        a, b = p + d, p - d
        g[:, i] = (f(*a.T) - f(*b.T)) / (2 * e)
    return g


def mesh(f, lo, hi, step, mirror=False):
    """Vertices, faces, normals of f = 0 in the box; with mirror, the box starts at y = 0."""
    lo, hi = np.array(lo, float), np.array(hi, float)
    n = np.ceil((hi - lo) / step).astype(int) + 1
    ys, zs = lo[1] + step * np.arange(n[1]), lo[2] + step * np.arange(n[2])
    vol = np.empty(n, np.float32)
    for i in range(0, n[0], 16):
        xs = lo[0] + step * np.arange(i, min(i + 16, n[0]))
        X, Y, Z = np.meshgrid(xs, ys, zs, indexing="ij")
        vol[i:i + 16] = f(X, Y, Z)
    v, faces, _, _ = marching_cubes(vol, 0.0)
    p = v.astype(float) * step + lo
    for _ in range(4):
        g = gradient(f, p)
        move = (f(*p.T) / np.maximum((g * g).sum(1), 1e-3))[:, None] * g
        length = np.linalg.norm(move, axis=1, keepdims=True)
        p = p - move * np.minimum(1, 0.6 * step / np.maximum(length, 1e-9))
    g = gradient(f, p)
    nor = g / np.maximum(np.linalg.norm(g, axis=1, keepdims=True), 1e-9)
    a, b, c = (p[faces[:, i]] for i in range(3))  # outward winding
    flip = (np.cross(b - a, c - a) * nor[faces[:, 0]]).sum(1) < 0
    faces = faces.copy()
    faces[flip] = faces[flip][:, ::-1]
    if mirror:
        m = np.array([1, -1, 1])
        faces = np.vstack([faces, faces[:, ::-1] + len(p)])
        p, nor = np.vstack([p, p * m]), np.vstack([nor, nor * m])
    return p, faces, nor
