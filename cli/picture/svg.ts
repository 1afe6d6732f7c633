/** Just enough SVG: escaped text and attributes, numbers with a tenth of a pixel. */

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export const escapeXml = (text: string): string => text.replace(/[&<>"']/g, (mark) => ESCAPES[mark] ?? mark);

type Attributes = Readonly<Record<string, string | number>>;

export function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const given = Object.entries(attributes).map(([key, value]) => ` ${key}="${attribute(value)}"`);
  const open = `<${name}${given.join("")}`;
  return children.length === 0 ? `${open}/>` : `${open}>${children.join("")}</${name}>`;
}

export const text = (x: number, y: number, content: string, attributes: Attributes = {}): string =>
  element("text", { x, y, ...attributes }, escapeXml(content));

export const line = (x1: number, y1: number, x2: number, y2: number, attributes: Attributes): string =>
  element("line", { x1, y1, x2, y2, ...attributes });

export const path = (points: readonly (readonly [x: number, y: number])[], attributes: Attributes): string =>
  element("path", {
    d: points.map(([x, y], k) => `${k === 0 ? "M" : "L"}${pixel(x)} ${pixel(y)}`).join(""),
    ...attributes,
  });

const attribute = (value: string | number): string =>
  typeof value === "number" ? pixel(value) : escapeXml(value);

const pixel = (value: number): string => String(Math.round(value * 10) / 10);
