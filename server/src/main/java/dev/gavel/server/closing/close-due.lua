-- The bell for auctions of one bucket: closes those that are due and open, and passes over the others.
--
-- A node may hold bids that it received before a close. So each says up to when it has answered all of this bucket, and
-- an auction is not closed before all nodes are past its close, or the longest wait is over.
--
-- While no node comes here, no node decides bids. So the time between two calls too far apart is an outage, and an
-- auction whose close passed in it is not closed but postponed: see Referee.postpone. The last outage is remembered,
-- since one call need not see all of its auctions.
--
-- KEYS  1 log number  2 bid log  3 due times  4 by node, up to when it has answered
--       5 when this was last called, and the last outage: three times (ms), I8 each  6… the state of each auction
-- ARGV  1 drain (ms): how long after its close an auction still takes bids that were received before it, whoever says
--         what  2 the longest wait (ms)
--       3 the auctions' ids, I8 each, in the order of their keys
--       4 the node that rings (8 bytes; empty: no node holds bids)  5 before when (ms) it has answered all that it
--         received  6 the other nodes that are there, 8 bytes each
--       7 how far the log must have come, see log-number.lua
--       8 how long without a call (ms) is an outage; 0: none is
-- Reply how many were closed, how many were postponed
--
-- Closes have an entry of the bid log: decidedAt I8 and, for each, auction id I8, sequence I8, closesAt I8, result c1
-- (S sold, U unsold), price I8 (2^53: no accepted bid), leader Bc0 (empty: none). See Referee.result.
-- Postponements have another, before it: decidedAt I8, the outage's beginning and end I8 and, for each, auction id I8,
-- sequence I8, closesAt I8.
local format, concat = string.format, table.concat
local FIRST_STATE = 5
local SAID_KEPT_MS = 60000
local WINDOW_MS = 60000 -- Outage.WINDOW
local ONE_OUTAGE_MS = 60000 -- those that are less apart are one
local time, drain, wait_max = now(), tonumber(ARGV[1]), tonumber(ARGV[2])
local number = next_number(redis.call('GET', KEYS[1]), ARGV[7])

local answered = time
if ARGV[4] ~= '' then
    redis.call('HSET', KEYS[4], ARGV[4], ARGV[5])
    redis.call('PEXPIRE', KEYS[4], SAID_KEPT_MS)
    answered = tonumber(ARGV[5])
    for at = 1, #ARGV[6], 8 do
        -- One that has not said anything yet will, within a round of its own bell.
        answered = math.min(answered, tonumber(redis.call('HGET', KEYS[4], sub(ARGV[6], at, at + 7)) or 0))
    end
end

local outage_from, outage_until = 0, 0
local outage_after = tonumber(ARGV[8])
if outage_after > 0 then
    local called = time
    local watched = redis.call('GET', KEYS[5])
    if watched then
        called, outage_from, outage_until = unpack_struct('>I8I8I8', watched)
    end
    if time - called >= outage_after then
        if called - outage_until >= ONE_OUTAGE_MS then
            outage_from = called
        end
        outage_until = time
    end
    redis.call('SET', KEYS[5], pack('>I8I8I8', time, outage_from, outage_until))
end

local function may_close(closes_at)
    return closes_at + drain <= time and (closes_at <= answered or closes_at + wait_max <= time)
end

local states = #KEYS > FIRST_STATE and redis.call('MGET', unpack(KEYS, FIRST_STATE + 1)) or {}
local closed, postponed, writes, gone, later = {}, {}, {}, { KEYS[3] }, { KEYS[3] }
for i = 1, #states do
    local a = states[i] and load_auction(states[i])
    local key, id = KEYS[FIRST_STATE + i], sub(ARGV[3], 8 * i - 7, 8 * i)
    if not a or a.state ~= 'O' then
        gone[#gone + 1] = key:match('%d+$')
    elseif outage_from <= a.closes_at and a.closes_at < outage_until then
        a.sequence = a.sequence + 1
        a.closes_at = a.closes_at + outage_until - outage_from + (a.window > 0 and a.window or WINDOW_MS)
        postponed[#postponed + 1] = id .. pack('>I8I8', a.sequence, a.closes_at)
        writes[#writes + 1], writes[#writes + 2] = key, store_auction(a)
        later[#later + 1], later[#later + 2] = format('%d', a.closes_at), key:match('%d+$')
    elseif may_close(a.closes_at) then
        a.state, a.sequence = 'C', a.sequence + 1
        local sold = a.accepted > 0 and (a.reserve == 0 or a.max >= a.reserve)
        closed[#closed + 1] = id
            .. pack('>I8I8c1I8Bc0', a.sequence, a.closes_at, sold and 'S' or 'U',
                a.accepted == 0 and PRICE_NONE or a.price, #a.leader, a.leader)
        writes[#writes + 1], writes[#writes + 2] = key, store_auction(a)
        gone[#gone + 1] = key:match('%d+$')
    end
end

if #postponed > 0 then
    redis.call('XADD', KEYS[2], format('%d-0', number), 'P', pack('>I8I8I8', time, outage_from, outage_until)
        .. concat(postponed))
    redis.call('ZADD', unpack(later))
    number = number + 1
end
if #closed > 0 then
    redis.call('XADD', KEYS[2], format('%d-0', number), 'C', pack('>I8', time) .. concat(closed))
    number = number + 1
end
if #writes > 0 then
    redis.call('MSET', KEYS[1], format('%d', number - 1), unpack(writes))
end
if #gone > 1 then
    redis.call('ZREM', unpack(gone))
end
return { #closed, #postponed }
