import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { request } from "undici";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addressKind } from "./address.ts";
import { assertPublicUrl } from "./assert-public-url.ts";
import { guardedAgent } from "./guarded-connect.ts";
import type { HostAddress, Resolve } from "./resolve.ts";

const PUBLIC: HostAddress = { address: "93.184.215.14", family: 4 };
const LOOPBACK: HostAddress = { address: "127.0.0.1", family: 4 };

const answering =
  (...addresses: HostAddress[]): Resolve =>
  () =>
    Promise.resolve(addresses);

const ZONE: Readonly<Record<string, readonly HostAddress[]>> = {
  "api.example.com": [PUBLIC, { address: "2606:2800:21f:cb07::1", family: 6 }],
  "private.example.com": [{ address: "10.1.2.3", family: 4 }],
  "mixed.example.com": [PUBLIC, { address: "192.168.0.1", family: 4 }],
  "mapped.example.com": [{ address: "::ffff:10.0.0.1", family: 6 }],
  "scoped.example.com": [{ address: "fe80::1%eth0", family: 6 }],
  "odd.example.com": [{ address: "nonsense", family: 4 }],
  "empty.example.com": [],
  "dns64.example.com": [{ address: "64:ff9b::5db8:d70e", family: 6 }],
};
const resolve: Resolve = (hostname) => {
  const found = ZONE[hostname];
  return found === undefined ? Promise.reject(new Error("ENOTFOUND at ns.corp.example")) : Promise.resolve(found);
};

describe("addressKind", () => {
  it.each([
    ["8.8.8.8", "public"],
    ["93.184.215.14", "public"],
    ["2606:4700:4700::1111", "public"],
    ["::ffff:8.8.8.8", "public"],
    ["64:ff9b::808:808", "public"],
    ["0.0.0.0", "private"],
    ["0.1.2.3", "private"],
    ["10.0.0.1", "private"],
    ["100.64.0.1", "private"],
    ["127.0.0.1", "private"],
    ["127.255.255.254", "private"],
    ["169.254.0.1", "private"],
    ["172.16.0.1", "private"],
    ["172.31.255.255", "private"],
    ["192.0.0.1", "private"],
    ["192.0.2.1", "private"],
    ["192.168.1.1", "private"],
    ["198.18.0.1", "private"],
    ["198.51.100.1", "private"],
    ["203.0.113.1", "private"],
    ["224.0.0.1", "private"],
    ["240.0.0.1", "private"],
    ["255.255.255.255", "private"],
    ["::", "private"],
    ["::1", "private"],
    ["::7f00:1", "private"],
    ["::10.0.0.1", "private"],
    ["::8.8.8.8", "private"],
    ["::ffff:127.0.0.1", "private"],
    ["::ffff:7f00:1", "private"],
    ["0:0:0:0:0:ffff:a00:1", "private"],
    ["::ffff:0:127.0.0.1", "private"],
    ["64:ff9b::7f00:1", "private"],
    ["64:ff9b::a9fe:a9fe", "metadata"],
    ["64:ff9b:1::808:808", "private"],
    ["2002:7f00:1::", "private"],
    ["2002:808:808::", "private"],
    ["2001::1", "private"],
    ["2001:db8::1", "private"],
    ["3fff::1", "private"],
    ["fc00::1", "private"],
    ["fd12:3456::1", "private"],
    ["fe80::1", "private"],
    ["fe80::1%eth0", "private"],
    ["fec0::1", "private"],
    ["ff02::1", "private"],
    ["100::1", "private"],
    ["4000::1", "private"],
    ["169.254.169.254", "metadata"],
    ["::ffff:169.254.169.254", "metadata"],
    ["169.254.170.2", "metadata"],
    ["168.63.129.16", "metadata"],
    ["100.100.100.200", "metadata"],
    ["fd00:ec2::254", "metadata"],
    ["fd00:0ec2:0:0::254", "metadata"],
    ["2130706433", "not-an-address"],
    ["0x7f.1", "not-an-address"],
    ["127.1", "not-an-address"],
    ["::010.8.8.8", "not-an-address"],
    ["::1.2.3.4]@x", "not-an-address"],
    ["1:2", "not-an-address"],
    ["", "not-an-address"],
    ["example.com", "not-an-address"],
  ])("%s is %s", (text, kind) => {
    expect(addressKind(text)).toBe(kind);
  });
});

describe("assertPublicUrl", () => {
  const check = (text: string, allowPrivate = false) =>
    assertPublicUrl(text, { allowPrivate, resolve, param: "baseUrl" });

  it.each([
    ["https://api.example.com/v1", "https://api.example.com/v1"],
    ["HTTPS://API.Example.COM:8443/v1/", "https://api.example.com:8443/v1/"],
    ["https://api.example.com./v1", "https://api.example.com/v1"],
    ["https://93.184.215.14/", "https://93.184.215.14/"],
    ["https://[2606:4700:4700::1111]/", "https://[2606:4700:4700::1111]/"],
    ["https://dns64.example.com/", "https://dns64.example.com/"],
  ])("takes %s", async (text, href) => {
    const { url, addresses } = await check(text);
    expect(url.href).toBe(href);
    expect(addresses.length).toBeGreaterThan(0);
  });

  const ALWAYS = [
    "ftp://api.example.com/",
    "file:///etc/passwd",
    "gopher://api.example.com/",
    "javascript:alert(1)",
    "data:text/plain,x",
    "//api.example.com/",
    "api.example.com",
    "https:api.example.com",
    "https:///api.example.com",
    "https://",
    "",
    "https://user:pass@api.example.com/",
    "https://user@api.example.com/",
    "https://@api.example.com/",
    "https://api.example.com\\@127.0.0.1/",
    "https://api.example.com /",
    " https://api.example.com/",
    "https://api.exa\tmple.com/",
    "https://api.example.com/\n",
    "https://api.example.com\0/",
    "https://[::1%25lo]/",
    `https://api.example.com/${"x".repeat(3_000)}`,
    "https://169.254.169.254/latest/meta-data/",
    "https://[::ffff:a9fe:a9fe]/",
    "https://[fd00:ec2::254]/",
    "https://2852039166/",
    "https://0xA9FEA9FE/",
    "https://168.63.129.16/",
    "https://nowhere.example.com/",
    "https://empty.example.com/",
    "https://odd.example.com/",
  ];
  const PRIVATE = [
    "http://api.example.com/",
    "https://localhost/",
    "https://LOCALHOST./",
    "https://a.localhost/",
    "https://localhost.localdomain/",
    "https://printer.local/",
    "https://db.internal/",
    "https://metadata.google.internal/",
    "https://127.0.0.1/",
    "https://127.1/",
    "https://127.0.0.1./",
    "https://2130706433/",
    "https://017700000001/",
    "https://0x7f.0.0.1/",
    "https://0x7f000001/",
    "https://0177.0.0.1/",
    "https://①②⑦.0.0.1/",
    "https://127。0。0。1/",
    "https://0/",
    "https://0.0.0.0/",
    "https://10.0.0.1/",
    "https://192.168.1.1/",
    "https://172.16.5.5/",
    "https://100.64.1.1/",
    "https://169.254.1.1/",
    "https://224.0.0.1/",
    "https://255.255.255.255/",
    "https://[::]/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[::127.0.0.1]/",
    "https://[64:ff9b::127.0.0.1]/",
    "https://[2002:7f00:1::]/",
    "https://[fe80::1]/",
    "https://[fc00::1]/",
    "https://[ff02::1]/",
    "https://private.example.com/",
    "https://private.example.com./",
    "https://mixed.example.com/",
    "https://mapped.example.com/",
    "https://scoped.example.com/",
  ];

  it.each([...ALWAYS, ...PRIVATE])("refuses %j and says why", async (text) => {
    const error: unknown = await check(text).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "invalid_parameters", param: "baseUrl" });
    expect(String(error)).not.toMatch(/10\.1\.2\.3|ns\.corp/);
  });

  it.each(ALWAYS)("refuses %j also where private addresses are allowed", async (text) => {
    await expect(check(text, true)).rejects.toMatchObject({ code: "invalid_parameters" });
  });

  it.each(["http://localhost:8000/v1", "http://127.0.0.1:11434", "http://[::1]/", "https://private.example.com/"])(
    "takes %s where private addresses are allowed",
    async (text) => {
      const local: Resolve = (name) => (name === "localhost" ? Promise.resolve([LOOPBACK]) : resolve(name));
      await assertPublicUrl(text, { allowPrivate: true, resolve: local, param: "baseUrl" });
    },
  );
});

describe("guardedAgent", () => {
  let server: Server;
  let port = 0;
  let hits = 0;
  beforeAll(async () => {
    server = createServer((req, res) => {
      hits += 1;
      if (req.url === "/moved") res.writeHead(302, { location: `http://127.0.0.1:${port}/` });
      res.end("inside");
    });
    await new Promise<void>((resolved) => server.listen(0, "127.0.0.1", resolved));
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => void server.close());

  const call = async (url: string, allowPrivate: boolean, resolver: Resolve): Promise<string> => {
    const agent = guardedAgent({ allowPrivate, resolve: resolver, connectTimeoutMs: 2_000 });
    try {
      const answer = await request(url, { dispatcher: agent });
      return `${answer.statusCode} ${await answer.body.text()}`;
    } catch (error) {
      return (error as { code?: string }).code ?? String(error);
    } finally {
      await agent.destroy();
    }
  };

  it("does not connect to a name that has come to point inside since it was checked", async () => {
    let lookups = 0;
    const rebinding: Resolve = () => {
      lookups += 1;
      return Promise.resolve([lookups === 1 ? PUBLIC : LOOPBACK]);
    };
    const url = `https://rebind.example.com:${port}/`;
    await assertPublicUrl(url, { allowPrivate: false, resolve: rebinding, param: "baseUrl" });
    expect(await call(url, false, rebinding)).toBe("ERR_URL_REFUSED");
    expect(lookups).toBe(2);
    expect(hits).toBe(0);
  });

  it.each([
    ["an address", () => `https://127.0.0.1:${port}/`],
    ["an address of IPv6", () => `https://[::1]:${port}/`],
    ["a mapped address", () => `https://[::ffff:127.0.0.1]:${port}/`],
    ["a local name", () => `https://localhost:${port}/`],
    ["plain http", () => `http://api.example.com:${port}/`],
  ])("does not connect to %s", async (_, url) => {
    expect(await call(url(), false, answering(PUBLIC))).toBe("ERR_URL_REFUSED");
    expect(hits).toBe(0);
  });

  it("does not connect to metadata services even where private addresses are allowed", async () => {
    expect(await call(`http://169.254.169.254/`, true, resolve)).toBe("ERR_URL_REFUSED");
    const named = answering({ address: "169.254.169.254", family: 4 });
    expect(await call(`http://meta.example.com/`, true, named)).toBe("ERR_URL_REFUSED");
  });

  it("connects to the address that was checked, and follows no redirect", async () => {
    expect(await call(`http://inside.example.com:${port}/`, true, answering(LOOPBACK))).toBe("200 inside");
    expect(await call(`http://127.0.0.1:${port}/`, true, resolve)).toBe("200 inside");
    hits = 0;
    expect(await call(`http://inside.example.com:${port}/moved`, true, answering(LOOPBACK))).toMatch(/^302/);
    expect(hits).toBe(1);
  });

  it("fails for a name that cannot be resolved", async () => {
    expect(await call("https://nowhere.example.com/", false, resolve)).toBe("ERR_URL_REFUSED");
  });
});
