import fc from "fast-check";
import ipaddr from "ipaddr.js";
import { describe, expect, it } from "vitest";
import { compileIpAllowlist } from "./ip-allowlist.ts";

describe("IP allowlist", () => {
  it.each<[readonly string[] | null, string | null, boolean]>([
    [null, "203.0.113.7", true],
    [null, null, true],
    [[], "203.0.113.7", true],
    [["203.0.113.7"], "203.0.113.7", true],
    [["203.0.113.7"], "203.0.113.8", false],
    [["203.0.113.7"], "::ffff:203.0.113.7", true],
    [["203.0.113.7"], "::ffff:cb00:7107", true],
    [["203.0.113.0/24"], "203.0.113.255", true],
    [["203.0.113.0/24"], "203.0.114.0", false],
    [["203.0.113.77/24"], "203.0.113.1", true],
    [["10.0.0.0/8", "192.168.0.0/16"], "192.168.255.255", true],
    [["10.0.0.0/8", "192.168.0.0/16"], "192.167.255.255", false],
    [["0.0.0.0/0"], "255.255.255.255", true],
    [["0.0.0.0/0"], "2001:db8::1", false],
    [["255.255.255.255/32"], "255.255.255.255", true],
    [["10.0.0.0/9", "10.128.0.0/9", "10.1.0.0/16"], "10.200.0.1", true],
    [["2001:db8::/32"], "2001:db8:ffff::1", true],
    [["2001:db8::/32"], "2001:DB8::1", true],
    [["2001:db8::/32"], "2001:db9::1", false],
    [["2001:db8::/33"], "2001:db8:8000::1", false],
    [["2001:db8::1"], "2001:db8:0:0:0:0:0:1", true],
    [["::/0"], "2001:db8::1", true],
    [["::/0"], "203.0.113.7", false],
    [["::1/128"], "::1", true],
    [["::ffff:10.0.0.0/104"], "10.1.2.3", true],
    [["::ffff:10.0.0.0/104"], "11.1.2.3", false],
    [["fe80::/10"], "fe80::1%eth0", true],
    [["10.0.0.0/8"], null, false],
    [["10.0.0.0/8"], "", false],
    [["10.0.0.0/8"], "10.0.0.1, 1.2.3.4", false],
    [["10.0.0.0/8"], "10.1", false],
    [["10.0.0.0/8"], "0x0a.0.0.1", false],
    [["10.0.0.0/8"], "010.0.0.1", false],
    [["nonsense"], "203.0.113.7", false],
    [["nonsense", "203.0.113.7"], "203.0.113.7", true],
    [["203.0.113.7/33"], "203.0.113.7", false],
  ])("%j and %s: %s", (entries, ip, expected) => {
    expect(compileIpAllowlist(entries).allows(ip)).toBe(expected);
  });

  it("agrees with the library for any list", () => {
    const near = fc.constantFrom(0, 1, 2, 127, 128, 255);
    const v4 = fc.tuple(near, near, near, near).map((parts) => parts.join("."));
    const word = fc.constantFrom("0", "1", "7fff", "8000", "ffff");
    const v6 = fc.array(word, { minLength: 8, maxLength: 8 }).map((parts) => parts.join(":"));
    const cidr = fc.oneof(
      fc.tuple(v4, fc.nat(32)).map(([ip, bits]) => `${ip}/${bits}`),
      fc.tuple(v6, fc.nat(128)).map(([ip, bits]) => `${ip}/${bits}`),
    );
    fc.assert(
      fc.property(fc.array(cidr, { minLength: 1, maxLength: 6 }), fc.oneof(v4, v6), (entries, ip) => {
        const address = ipaddr.process(ip);
        const expected = entries.some((entry) => {
          const range = ipaddr.parseCIDR(entry);
          return range[0].kind() === address.kind() && address.match(range as never);
        });
        expect(compileIpAllowlist(entries).allows(ip)).toBe(expected);
      }),
      { numRuns: 3_000 },
    );
  });
});
