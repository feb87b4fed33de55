-- Decides a turn: bids of any number of auctions of one bucket, in the order given.
--
-- KEYS  1 log number  2 bid log  3 due times  4-6 request ids, three generations in turn
--       then the state of each auction of the turn, then the ranking of each, in the same order
-- ARGV  1 bids: auction count I2, auction id I8 each; bid count I2, then per bid: auction I2 (from 0), amount I8,
--         receivedAt I8, and after its length I2 its identity: auction id (8 bytes), request id (16), bidder
--       2 length of a generation of request ids (ms)  3 how old a request id may be (ms)  4 how far ahead (ms)
--       5 when the oldest request id of the turn was made (ms)  6 when the newest was
--       7 the node that sends the turn (8 bytes)
-- Reply 1 turn: entry number I8 (0: nothing decided), decidedAt I8; per auction, as before the turn: sequence I8,
--         price I8, closesAt I8, leader Bc0 (all 2^53 and empty where there is no such auction)
--       2 outcomes: one character per bid, see below
--       3 changes: per accepted bid, price I8 and closesAt I8 after it
--       4 for each outcome '=': index I2 of the bid (from 0), then the first answer to its request id
-- The entry of the bid log is the first three with the bids and the node, as they came; BidLogCodec.java reads both.
--
-- Outcomes  L leading  O outbid  t too low  m not above own maximum  n not open  c closed  x cancelled  s own auction
-- Not decided, without a sequence  = request id known  < request id too old  > from the future  ? no such auction
--
-- Referee.java specifies these rules; the checks stand here in the same order. A request id's record is packed as
-- amount, sequence, price, closesAt, receivedAt, decidedAt (all I8) and the outcome.
local format, rep, floor, concat = string.format, string.rep, math.floor, table.concat
local FIRST_STATE = 6
local NO_LISTPACK = rep(' ', 65)

local bids = ARGV[1]
local time = now()

-- Columns of the turn.
local auction_count, at = unpack_struct('>I2', bids, 1)
local bid_count
bid_count, at = unpack_struct('>I2', bids, at + 8 * auction_count)
local auction_of, amounts, received, identities = {}, {}, {}, {}
for i = 1, bid_count do
    auction_of[i], amounts[i], received[i], identities[i], at = unpack_struct('>I2I8I8I2c0', bids, at)
end

-- Everything that is read is read here, with a number of calls that does not grow with the turn.
local generation = floor(time / tonumber(ARGV[2]))
local ids_now, ids_before = KEYS[4 + generation % 3], KEYS[4 + (generation - 1) % 3]
local known = redis.call('HMGET', ids_now, unpack(identities))
-- The generation before is gone when nobody has bid for a while, and asking it costs as much as asking this one.
local known_before = redis.call('EXISTS', ids_before) == 1 and redis.call('HMGET', ids_before, unpack(identities)) or {}
local state_keys = { KEYS[1] }
for i = 1, auction_count do
    state_keys[i + 1] = KEYS[FIRST_STATE + i]
end
local states = redis.call('MGET', unpack(state_keys))
local oldest_allowed, newest_allowed = time - tonumber(ARGV[3]), time + tonumber(ARGV[4])
local ages_fit = tonumber(ARGV[5]) >= oldest_allowed and tonumber(ARGV[6]) <= newest_allowed

local auctions, before = {}, {}
for i = 1, auction_count do
    if states[i + 1] then
        local a = load_auction(states[i + 1])
        a.ranks = {}
        auctions[i] = a
        before[i] = pack('>I8I8I8Bc0', a.sequence, a.accepted == 0 and PRICE_NONE or a.price, a.closes_at, #a.leader,
            a.leader)
    else
        before[i] = pack('>I8I8I8B', PRICE_NONE, PRICE_NONE, PRICE_NONE, 0)
    end
end

local function refusal(a, bidder, amount, at_time)
    if a.state == 'X' then
        return 'x'
    elseif a.state ~= 'O' or at_time >= a.closes_at then
        return 'c'
    elseif at_time < a.opens_at then
        return 'n'
    elseif bidder == a.seller then
        return 's'
    elseif a.accepted == 0 then
        return amount < a.opening and 't'
    elseif a.bidding == 'X' and bidder == a.leader then
        return amount <= a.max and 'm'
    end
    return amount < a.price + step_at(a, a.price) and 't'
end

-- A beaten bidder is ranked by the amount that was beaten. Two can share an amount only if the later one met the
-- leader's maximum exactly, so half a unit less ranks the later one below and above everybody else.
local function take_lead(a, bidder, amount)
    if a.bidding == 'L' then
        if a.accepted > 0 and bidder ~= a.leader then
            a.ranks[a.leader] = a.max
        end
        a.leader, a.max, a.price = bidder, amount, amount
        return 'L'
    end
    if a.accepted == 0 then
        a.leader, a.max, a.price = bidder, amount, a.opening
    elseif bidder == a.leader then
        a.max = amount
    elseif amount > a.max then
        a.ranks[a.leader] = a.max
        a.second, a.leader, a.max = a.max, bidder, amount
    else
        a.ranks[bidder] = amount == a.max and amount - 0.5 or amount
        a.second = amount
    end
    if a.second > 0 then
        local next_price = a.second + step_at(a, a.second)
        if next_price > a.max then
            next_price = a.max
        end
        if next_price > a.price then
            a.price = next_price
        end
    end
    if a.reserve > 0 and a.max >= a.reserve and a.price < a.reserve then
        a.price = a.reserve
    end
    return bidder == a.leader and 'L' or 'O'
end

local function extend_close(a, at_time)
    if at_time < a.closes_at - a.window
        or (a.extensions_max > 0 and a.extensions >= a.extensions_max) then
        return
    end
    local extended = (a.soft_close == 'A' and a.closes_at or at_time) + a.extension
    if a.latest_close > 0 and extended > a.latest_close then
        extended = a.latest_close
    end
    if extended > a.closes_at then
        a.closes_at, a.extensions, a.extended = extended, a.extensions + 1, true
    end
end

local outcomes, changes, change_count, replays = {}, {}, 0, {}
-- The first field does nothing but be too long for a listpack: Redis would search the first 512 request ids one by one.
local fresh, records, record_count = {}, { ids_now, '', NO_LISTPACK }, 3
for i = 1, bid_count do
    local identity = identities[i]
    local first_answer = known[i] or known_before[i] or fresh[identity]
    local a = auctions[auction_of[i] + 1]
    local outcome
    if first_answer then
        outcome = '='
        replays[#replays + 1] = pack('>I2', i - 1) .. first_answer
    elseif not a then
        outcome = '?'
    else
        if not ages_fit then
            local made_at = unpack_struct('>I6', identity, 9)
            outcome = made_at < oldest_allowed and '<' or made_at > newest_allowed and '>'
        end
        if not outcome then
            local amount, at_time, bidder = amounts[i], received[i], sub(identity, 25)
            if at_time > time then
                at_time = time
            end
            a.sequence = a.sequence + 1
            outcome = refusal(a, bidder, amount, at_time)
            if not outcome then
                outcome = take_lead(a, bidder, amount)
                a.accepted = a.accepted + 1
                if a.soft_close ~= 'N' then
                    extend_close(a, at_time)
                end
                changes[change_count + 1], changes[change_count + 2] = a.price, a.closes_at
                change_count = change_count + 2
                a.ranked = true
            end
            a.changed = true
            local record = pack('>I8I8I8I8I8I8c1', amount, a.sequence, a.accepted == 0 and PRICE_NONE or a.price,
                a.closes_at, at_time, time, outcome)
            fresh[identity] = record
            records[record_count + 1], records[record_count + 2] = identity, record
            record_count = record_count + 2
        end
    end
    outcomes[i] = outcome
end

local decided = record_count > 3
local number = decided and (tonumber(states[1]) or 0) + 1 or 0
local turn = pack('>I8I8', number, time) .. concat(before)
local outcome_column, change_column = concat(outcomes), pack('>' .. rep('I8', change_count), unpack(changes))

if decided then
    -- First of the writes, because it alone can fail: on a log that is ahead of its number.
    redis.call('XADD', KEYS[2], format('%d-0', number), 'b', bids, 't', turn, 'o', outcome_column, 'c', change_column,
        'n', ARGV[7])
    redis.call('HSET', unpack(records))
    redis.call('PEXPIRE', ids_now, format('%d', (generation + 2) * tonumber(ARGV[2]) - time))

    local writes, write_count = { KEYS[1], format('%d', number) }, 2
    local due = { KEYS[3] }
    for i = 1, auction_count do
        local a = auctions[i]
        if a and a.changed then
            writes[write_count + 1], writes[write_count + 2] = KEYS[FIRST_STATE + i], store_auction(a)
            write_count = write_count + 2
            if a.ranked then
                a.ranks[a.leader] = a.price
                local ranks, rank_count = { KEYS[FIRST_STATE + auction_count + i] }, 1
                for bidder, score in pairs(a.ranks) do
                    ranks[rank_count + 1] = format(score % 1 == 0 and '%d' or '%.1f', score)
                    ranks[rank_count + 2] = bidder
                    rank_count = rank_count + 2
                end
                redis.call('ZADD', unpack(ranks))
            end
            if a.extended then
                due[#due + 1] = format('%d', a.closes_at)
                due[#due + 1] = KEYS[FIRST_STATE + i]:match('%d+$')
            end
        end
    end
    redis.call('MSET', unpack(writes))
    if #due > 1 then
        redis.call('ZADD', unpack(due))
    end
end

return { turn, outcome_column, change_column, replays }
