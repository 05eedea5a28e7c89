import { MAX_COUNT } from "../gateway/limits/windows.ts";
import { PART_KINDS } from "./limit-keys.ts";

/**
 * What Redis does to count. Each script is one round trip and all or nothing.
 *
 * Keys of a tenant share the hash tag `{tenant}`, so that they are on one node; a script builds the names of some of them
 * itself, within that tag. They are:
 *
 * - `limits:{tenant}:c:<counter>|<window>`: cur, prev, bucket, gen, since, unsure (see `Count`). `gen` is the time at
 *   which it was made: what a reservation holds is taken off that one only, not off a counter made after an eviction.
 *   `since` is the time of what the database knew (0: not asked); `unsure` is 1 if it did not answer.
 * - `limits:{tenant}:holds`: hash of reservations by id: holdMs, then for each claim that is corrected or given back:
 *   index, kind, bucket, gen, amount, key. Kinds: `n` money, `t` tokens, `g` running, `r` requests (never in a hold), and
 *   those of parts: see `limit-keys.ts`.
 * - `limits:{tenant}:lapses`: sorted set of the same ids by expiry.
 * - `limits:{tenant}:id:<id>`: `1` once settled, or the hold itself once it was given up.
 *
 * Numbers are stored as doubles, and counts stop before those stop being exact. As text they are written with `%.0f`,
 * since `tostring` keeps fourteen digits. Times are handed in; Redis' own clock only ages keys.
 */
const COMMON = `
local MAX = ${MAX_COUNT}
local HOLDS, LAPSES = KEYS[1], KEYS[2]
local BASE = string.sub(HOLDS, 1, -6)
local LAPSED_MS = 86400000
-- Settlements are repeated within that; longer for reservations that were held for longer.
local SETTLED_MS = 600000

local function parse(text)
  local cur, prev, bucket, gen, since, unsure = struct.unpack('<dddddB', text)
  return { cur = cur, prev = prev, bucket = bucket, gen = gen, since = since, unsure = unsure }
end

local function format(c)
  return struct.pack('<dddddB', c.cur, c.prev, c.bucket, c.gen, c.since, c.unsure)
end

local function fresh(now)
  return { cur = 0, prev = 0, bucket = 0, gen = now, since = 0, unsure = 0 }
end

local function bounded(n)
  return math.min(MAX, math.max(0, n))
end

local function correct(c, bucket, reserved, used)
  if bucket == c.bucket then c.cur = bounded(c.cur - reserved + used)
  elseif bucket == c.bucket - 1 then c.prev = bounded(c.prev - reserved + used) end
end

local function add(c, amount, ms, now)
  if ms > 0 then
    local bucket = math.max(c.bucket, math.floor(now / ms))
    if bucket ~= c.bucket then
      c.prev = bucket == c.bucket + 1 and c.cur or 0
      c.cur = 0
      c.bucket = bucket
    end
  end
  c.cur = bounded(c.cur + amount)
end

-- What a hold has of each counter is replaced by 'used(index, kind, key, reserved)'.
-- 'late': the hold was given up, so nothing of it is counted any more.
local function close(hold, now, late, used)
  local at = 9
  while at <= #hold do
    local index, kind, bucket, gen, reserved, key
    index, kind, bucket, gen, reserved, key, at = struct.unpack('<dc1ddds', hold, at)
    local text = redis.call('GET', key)
    if text then
      local c = parse(text)
      local same = c.gen == gen
      if kind == 'g' then
        if same and not late then correct(c, c.bucket, reserved, 0) end
      else
        local n = used(index, kind, key, reserved)
        if same and not late then correct(c, bucket, reserved, n)
        elseif now >= c.since then correct(c, bucket, 0, n) end
      end
      redis.call('SET', key, format(c), 'KEEPTTL')
    end
  end
end

-- Takes a reservation out: the hold, and whether it was given up before; nil if there is nothing to settle.
local function take(id, doneKey)
  local hold = redis.call('HGET', HOLDS, id)
  if hold then
    redis.call('HDEL', HOLDS, id)
    redis.call('ZREM', LAPSES, id)
    redis.call('SET', doneKey, '1', 'PX', string.format('%.0f', math.max(SETTLED_MS, (struct.unpack('<d', hold)))))
    return hold, false
  end
  local done = redis.call('GET', doneKey)
  if done and done ~= '1' then
    redis.call('SET', doneKey, '1', 'PX', LAPSED_MS)
    return done, true
  end
  return nil, done and true or false
end

local function zero() return 0 end

-- Gives up what has expired. Bounded, so that no request waits for thousands.
local function lapse(now)
  local ids = redis.call('ZRANGEBYSCORE', LAPSES, '-inf', now, 'LIMIT', 0, 200)
  for _, id in ipairs(ids) do
    local hold = redis.call('HGET', HOLDS, id)
    redis.call('HDEL', HOLDS, id)
    redis.call('ZREM', LAPSES, id)
    if hold then
      close(hold, now, false, zero)
      redis.call('SET', BASE .. 'id:' .. id, hold, 'PX', LAPSED_MS)
    end
  end
end

local function load(from)
  local texts = {}
  for first = from, #KEYS, 1000 do
    local part = redis.call('MGET', unpack(KEYS, first, math.min(#KEYS, first + 999)))
    for i, text in ipairs(part) do texts[first - from + i] = text end
  end
  return texts
end
`;

/**
 * KEYS: holds, lapses, id, counters. ARGV: id, now, holdMs, take (0 or 1), ttl of the holds, then for each claim: kind,
 * ms (0: not sliding), ttl, amount, limit, hard, seed (empty: unknown; `-`: not seeded; `?`: not to be had; else what was spent in this
 * bucket or period, `,` and what was in the one before).
 * Returns {1} granted, {0, index} refused, {-1, indexes} not seeded; the first two followed by cur, prev, bucket, unsure
 * of each claim.
 */
export const RESERVE = `${COMMON}
local id, now, holdMs, taking = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4] == '1'
local claims = #KEYS - 3
lapse(now)

local counters, byKey, unseeded = {}, {}, { -1 }
local texts = load(4)
for i = 1, claims do
  local key, seed = KEYS[i + 3], ARGV[5 + i * 7]
  local c = byKey[key]
  if not c then
    c = texts[i] and parse(texts[i])
    if not c then
      c = fresh(now)
      if seed == '' then unseeded[#unseeded + 1] = i - 1
      elseif seed ~= '-' then
        local spent, before = string.match(seed, '^(%d+),(%d+)$')
        local ms = tonumber(ARGV[5 + (i - 1) * 7 + 2])
        add(c, tonumber(spent) or 0, ms, now)
        if ms > 0 then c.prev = tonumber(before) or 0 end
        c.since = now
        c.unsure = seed == '?' and 1 or 0
        c.changed = true
      end
    end
    c.wanted = 0
    byKey[key] = c
  end
  counters[i] = c
end
if #unseeded > 1 then return unseeded end

-- A repeat, or a request that ended before it could reserve: it holds what it holds.
if taking and (redis.call('HEXISTS', HOLDS, id) == 1 or redis.call('EXISTS', KEYS[3]) == 1) then taking = false end

local refused = -1
if taking then
  for i = 1, claims do
    local c, at = counters[i], 5 + (i - 1) * 7
    local ms, amount, limit = tonumber(ARGV[at + 2]), tonumber(ARGV[at + 4]), tonumber(ARGV[at + 5])
    local used = c.cur
    if ms > 0 then
      local bucket = math.max(c.bucket, math.floor(now / ms))
      local cur = bucket == c.bucket and c.cur or 0
      local prev = bucket == c.bucket and c.prev or (bucket == c.bucket + 1 and c.cur or 0)
      local left = ms - math.max(0, now - bucket * ms)
      used = math.min(MAX, cur + math.min(prev, math.ceil(prev * left / ms)))
    end
    if ARGV[at + 6] == '1' and amount > 0 and amount > limit - used - c.wanted then
      refused = i - 1
      break
    end
    c.wanted = math.min(MAX, c.wanted + amount)
  end
end

if taking and refused < 0 then
  local hold = { struct.pack('<d', holdMs) }
  for i = 1, claims do
    local c, at = counters[i], 5 + (i - 1) * 7
    local kind, amount = ARGV[at + 1], tonumber(ARGV[at + 4])
    add(c, amount, tonumber(ARGV[at + 2]), now)
    c.changed = true
    if kind ~= 'r' then
      hold[#hold + 1] = struct.pack('<dc1ddds', i - 1, kind, c.bucket, c.gen, amount, KEYS[i + 3])
    end
  end
  redis.call('HSET', HOLDS, id, table.concat(hold))
  redis.call('ZADD', LAPSES, string.format('%.0f', now + holdMs), id)
  local ttl = tonumber(ARGV[5])
  if redis.call('PTTL', HOLDS) < ttl then redis.call('PEXPIRE', HOLDS, ARGV[5]) end
  if redis.call('PTTL', LAPSES) < ttl then redis.call('PEXPIRE', LAPSES, ARGV[5]) end
end

local answer = refused < 0 and { 1 } or { 0, refused }
for i = 1, claims do
  local c, at = counters[i], 5 + (i - 1) * 7
  if c.changed then
    c.changed = nil
    local ttl = tonumber(ARGV[at + 3])
    -- A reservation that lives longer needs its counter for longer.
    if ARGV[at + 1] == 'g' then ttl = math.max(ttl, redis.call('PTTL', KEYS[i + 3])) end
    redis.call('SET', KEYS[i + 3], format(c), 'PX', string.format('%.0f', ttl))
  end
  local n = #answer
  answer[n + 1], answer[n + 2], answer[n + 3], answer[n + 4] = c.cur, c.prev, c.bucket, c.unsure
end
return answer
`;

/**
 * KEYS: holds, lapses, id, counters. ARGV: id, now, how long an unknown id is remembered, then for each claim: kind, ms,
 * ttl, used (empty: what was reserved), 1 if the counter is seeded. Returns 1 if something was settled.
 */
export const SETTLE = `${COMMON}
local id, now = ARGV[1], tonumber(ARGV[2])
local hold, late = take(id, KEYS[3])
if hold then
  close(hold, now, late, function(index, _, _, reserved)
    local used = tonumber(ARGV[3 + index * 5 + 4] or '')
    return used or (late and 0 or reserved)
  end)
  return 1
end
if late then return 0 end

redis.call('SET', KEYS[3], '1', 'PX', ARGV[3])
for i = 1, #KEYS - 3 do
  local at = 3 + (i - 1) * 5
  local kind, key, used = ARGV[at + 1], KEYS[i + 3], tonumber(ARGV[at + 4]) or 0
  if kind ~= 'g' and kind ~= 'r' then
    local text = redis.call('GET', key)
    if text then
      local c = parse(text)
      if now >= c.since then
        add(c, used, tonumber(ARGV[at + 2]), now)
        redis.call('SET', key, format(c), 'KEEPTTL')
      end
    elseif ARGV[at + 5] ~= '1' then
      local c = fresh(now)
      add(c, used, tonumber(ARGV[at + 2]), now)
      redis.call('SET', key, format(c), 'PX', ARGV[at + 3])
    end
  end
end
return 1
`;

/** KEYS: holds, lapses, counter. ARGV: now, nano-dollars, ms (0: not sliding). Returns 1 if the counter was raised. */
export const RAISE = `${COMMON}
local text = redis.call('GET', KEYS[3])
if not text then return 0 end
local c, nanos, ms = parse(text), tonumber(ARGV[2]), tonumber(ARGV[3])
if ms > 0 and c.bucket ~= math.floor(tonumber(ARGV[1]) / ms) then return 0 end
local raised = nanos > c.cur
if not raised and c.unsure == 0 then return 0 end
c.unsure = 0
if raised then c.cur, c.since = nanos, tonumber(ARGV[1]) end
redis.call('SET', KEYS[3], format(c), 'KEEPTTL')
return raised and 1 or 0
`;

/**
 * KEYS: holds, lapses. ARGV: now, then for each use: id, nanos, tokens, the parts (each empty: what was reserved), number
 * of named counters, then name and nanos of each. Returns how many were settled.
 */
export const RELEASE = `${COMMON}
local now, at, settled = tonumber(ARGV[1]), 2, 0
local PARTS = '${PART_KINDS}'
while at <= #ARGV do
  local id, nanos, used, named = ARGV[at], tonumber(ARGV[at + 1]), { t = tonumber(ARGV[at + 2]) }, {}
  at = at + 2
  for i = 1, #PARTS do used[string.sub(PARTS, i, i)] = tonumber(ARGV[at + i]) end
  at = at + #PARTS + 1
  local count = tonumber(ARGV[at])
  for i = 1, count do named[ARGV[at + 2 * i - 1]] = tonumber(ARGV[at + 2 * i]) end
  at = at + 1 + 2 * count
  local hold, late = take(id, BASE .. 'id:' .. id)
  if hold then
    settled = settled + 1
    close(hold, now, late, function(_, kind, key, reserved)
      if kind ~= 'n' then return used[kind] or (late and 0 or reserved) end
      return named[string.match(string.sub(key, #BASE + 3), '^[^|]+')] or nanos
    end)
  end
end
return settled
`;
