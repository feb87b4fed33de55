-- Decides a turn: bids of any number of auctions of one bucket, in the order given.
--
-- KEYS  1 log number  2 bid log  3 due times  4-6 request ids, three generations in turn
--       then the state of each auction of the turn, then the ranking of each, then what is said of its bidders, in
--       the same order
-- ARGV  1 bids, in columns: counts of auctions, runs and bids, I2 each; auction id I8 each; per run of bids of one
--         auction its index I2 (from 0) and how many bids I2; per bid amount I8; per bid receivedAt I8; per bid, after
--         its length I2, its identity: auction id (8 bytes), request id (16), bidder
--       2 length of a generation of request ids (ms)  3 how old a request id may be (ms)  4 how far ahead (ms)
--       5 when the oldest request id of the turn was made (ms)  6 when the newest was
--       7 the node that sends the turn (8 bytes)
--       8 '1' if no two bids of the turn have the same identity, else '0'
--       9 how far the log must have come, see log-number.lua
--       10 which bids are traced, for the log's readers alone; empty for none (TraceMark.java)
-- Reply 1 turn: entry number I8 (0: nothing decided), decidedAt I8; per auction, as before the turn: sequence I8,
--         price I8, closesAt I8, leader Bc0 (all 2^53 and empty where there is no such auction)
--       2 outcomes: one character per bid, see below
--       3 prices: I8 after each accepted bid
--       4 extensions: per bid that moved a close, its index I2 (from 0) and the new closesAt I8
--       5 known: for each outcome '=', index I2 of the bid and number I8 of the entry that holds the first answer
-- The entry of the bid log is the first four with the bids and the node, as they came; BidLogCodec.java reads both.
--
-- Outcomes  L leading  O outbid  t too low  m not above own maximum  n not open  c closed  x cancelled  s own auction
--           p paused  b blocked  a not approved  l over limit
-- Not decided, without a sequence  = request id known  < request id too old  > from the future  ? no such auction
--
-- Referee.java specifies these rules; the checks stand here in the same order.
--
-- A request id is remembered with the number of its entry; the log is not trimmed while it is (trim-log.lua). Columns
-- come out of one unpack each, and the auction at hand stands in locals: tables cost several times as much.
local format, rep, floor, concat = string.format, string.rep, math.floor, table.concat
local FIRST_STATE = 6

local bids = ARGV[1]
local time = now()

-- Columns of the turn. The last value of an unpack is where it ended.
local auction_count, run_count, bid_count, at = unpack_struct('>I2I2I2', bids)
at = at + 8 * auction_count
local runs = { unpack_struct('>' .. rep('I2', 2 * run_count), bids, at) }
at = at + 4 * run_count
local amounts = { unpack_struct('>' .. rep('I8', bid_count), bids, at) }
at = at + 8 * bid_count
local received = { unpack_struct('>' .. rep('I8', bid_count), bids, at) }
at = at + 8 * bid_count
local identities = { unpack_struct('>' .. rep('I2c0', bid_count), bids, at) }
identities[bid_count + 1] = nil

-- Everything that is read is read here, with a number of calls that does not grow with the turn.
local generation = floor(time / tonumber(ARGV[2]))
local ids_now = KEYS[4 + generation % 3]
local known = redis.call('HMGET', ids_now, unpack(identities))
-- Of another generation. The one before is gone when nobody has bid for a while, and asking it costs as much as asking
-- this one. The one after is there if this Redis' time went back, or is that of a replica whose clock is behind.
local function known_of(other)
    local ids = KEYS[4 + other % 3]
    return redis.call('EXISTS', ids) == 1 and redis.call('HMGET', ids, unpack(identities)) or {}
end
local known_before, known_after = known_of(generation - 1), known_of(generation + 1)
local state_keys = { KEYS[1] }
for i = 1, auction_count do
    state_keys[i + 1] = KEYS[FIRST_STATE + i]
end
local states = redis.call('MGET', unpack(state_keys))
local oldest_allowed, newest_allowed = time - tonumber(ARGV[3]), time + tonumber(ARGV[4])
local ages_fit = tonumber(ARGV[5]) >= oldest_allowed and tonumber(ARGV[6]) <= newest_allowed
local distinct = ARGV[8] == '1'

-- By auction of the turn; where each stood before, and what has changed. Rankings are made where they are needed.
local before, changed, ranks_of, extended_to = {}, {}, {}, {}

-- The auction at hand, from take_up to put_down.
local packed, terms_at, state, listed, sequence, accepted, price, max, second, closes_at, extensions_done, leader, ranks
local opens_at, opening, reserve, bidding, approval, soft_close, window, extension, extensions_max, latest_close, seller
local band_count, bands_at, bands, band_from, band_until, band_step

-- An auction may come in several runs: what the one before has put down is what the next takes up.
local function take_up(auction)
    local version, scheduled, currency
    packed, ranks = states[auction + 1], ranks_of[auction]
    version, state, listed, sequence, accepted, price, max, second, closes_at, extensions_done, leader, terms_at =
        unpack_struct(STANDING, packed)
    check_version(version)
    opens_at, scheduled, opening, reserve, bidding, approval, soft_close, window, extension, extensions_max,
        latest_close, seller, currency, band_count, bands_at = unpack_struct(TERMS, packed, terms_at)
    bands, band_from, band_until = nil, 0, 0
    if not before[auction] then
        before[auction] = pack('>I8I8I8Bc0', sequence, accepted == 0 and PRICE_NONE or price, closes_at, #leader,
            leader)
    end
end

local function put_down(auction)
    states[auction + 1] = pack(STANDING, STATE_VERSION, state, listed, sequence, accepted, price, max, second,
        closes_at, extensions_done, #leader, leader) .. sub(packed, terms_at)
    ranks_of[auction] = ranks
end

-- The step of the band that holds the amount; a boundary belongs to the upper band. Most amounts are in that of the one
-- before.
local function step_at(amount)
    if amount < band_from or amount >= band_until then
        bands = bands or { unpack_struct('>' .. rep('I8I8', band_count), packed, bands_at) }
        band_until = PRICE_NONE
        for from = 2 * band_count - 1, 1, -2 do
            band_from, band_step = bands[from], bands[from + 1]
            if amount >= band_from then
                break
            end
            band_until = band_from
        end
    end
    return band_step
end

-- What is said of the bidders of a run; nil where nothing needs to be asked.
local function said_of(auction, first, last)
    if listed ~= 'L' and approval ~= 'A' then
        return nil
    end
    local bidders = {}
    for i = first, last do
        bidders[i - first + 1] = sub(identities[i], 25)
    end
    return redis.call('HMGET', KEYS[FIRST_STATE + 2 * auction_count + auction], unpack(bidders))
end

local function not_permitted(permit, amount)
    local admission = permit and sub(permit, 1, 1)
    if admission == 'B' then
        return 'b'
    elseif approval == 'A' and admission ~= 'A' then
        return 'a'
    end
    return permit and #permit > 1 and amount > tonumber(sub(permit, 2)) and 'l'
end

-- permit: what is said of the bidder, false for nothing; nil where that was not asked.
local function refusal(bidder, amount, at_time, permit)
    if state == 'X' then
        return 'x'
    elseif state == 'P' then
        return 'p'
    elseif state ~= 'O' or at_time >= closes_at then
        return 'c'
    elseif at_time < opens_at then
        return 'n'
    elseif bidder == seller then
        return 's'
    end
    local refused = permit ~= nil and not_permitted(permit, amount)
    if refused then
        return refused
    elseif accepted == 0 then
        return amount < opening and 't'
    elseif bidder == leader and bidding == 'X' then
        return amount <= max and 'm'
    end
    return amount < price + step_at(price) and 't'
end

-- A beaten bidder is ranked by the amount that was beaten. Two can share an amount only if the later one met the
-- leader's maximum exactly, so half a unit less ranks the later one below and above everybody else.
local function take_lead(bidder, amount)
    ranks = ranks or {}
    if bidding == 'L' then
        if accepted > 0 and bidder ~= leader then
            ranks[leader] = max
        end
        leader, max, price = bidder, amount, amount
        return 'L'
    end
    local outcome = 'L'
    if accepted == 0 then
        leader, max, price = bidder, amount, opening
    elseif bidder == leader then
        max = amount
    elseif amount > max then
        ranks[leader] = max
        second, leader, max = max, bidder, amount
    else
        ranks[bidder] = amount == max and amount - 0.5 or amount
        second, outcome = amount, 'O'
    end
    if second > 0 then
        local next_price = second + step_at(second)
        if next_price > max then
            next_price = max
        end
        if next_price > price then
            price = next_price
        end
    end
    if reserve > 0 and max >= reserve and price < reserve then
        price = reserve
    end
    return outcome
end

-- Says whether the close has moved.
local function extend_close(at_time)
    if at_time < closes_at - window
        or (extensions_max > 0 and extensions_done >= extensions_max) then
        return false
    end
    local extended = (soft_close == 'A' and closes_at or at_time) + extension
    if latest_close > 0 and extended > latest_close then
        extended = latest_close
    end
    if extended <= closes_at then
        return false
    end
    closes_at, extensions_done = extended, extensions_done + 1
    return true
end

local number = next_number(states[1], ARGV[9])
local number_text = format('%d', number)
local outcomes, extensions, known_now = {}, {}, {}
local prices, price_count = {}, 0
local fresh, records, record_count = {}, { ids_now }, 1
local last = 0
for run = 1, 2 * run_count, 2 do
    local auction, is_changed = runs[run] + 1, false
    local exists = states[auction + 1]
    local first, said = last + 1, nil
    last = last + runs[run + 1]
    if exists then
        take_up(auction)
        said = said_of(auction, first, last)
    end
    for i = first, last do
        local identity, outcome = identities[i], nil
        local entry = known[i] or known_before[i] or known_after[i] or fresh[identity]
        if entry then
            outcome = '='
            known_now[#known_now + 1] = pack('>I2I8', i - 1, tonumber(entry))
        elseif not exists then
            outcome = '?'
        elseif not ages_fit then
            local made_at = unpack_struct('>I6', identity, 9)
            outcome = made_at < oldest_allowed and '<' or made_at > newest_allowed and '>'
        end
        if not outcome then
            local amount, at_time, bidder = amounts[i], received[i], sub(identity, 25)
            if at_time > time then
                at_time = time
            end
            sequence = sequence + 1
            outcome = refusal(bidder, amount, at_time, said and said[i - first + 1])
            if not outcome then
                outcome = take_lead(bidder, amount)
                accepted = accepted + 1
                if soft_close ~= 'N' and extend_close(at_time) then
                    extensions[#extensions + 1] = pack('>I2I8', i - 1, closes_at)
                    extended_to[auction] = closes_at
                end
                price_count = price_count + 1
                prices[price_count] = price
            end
            is_changed = true
            if not distinct then
                fresh[identity] = number_text
            end
            records[record_count + 1], records[record_count + 2] = identity, number_text
            record_count = record_count + 2
        end
        outcomes[i] = outcome
    end
    if is_changed then
        if ranks then
            ranks[leader] = price
        end
        put_down(auction)
        changed[auction] = true
    end
end
for i = 1, auction_count do
    before[i] = before[i] or pack('>I8I8I8B', PRICE_NONE, PRICE_NONE, PRICE_NONE, 0)
end

local decided = record_count > 1
local turn = pack('>I8I8', decided and number or 0, time) .. concat(before)
local outcome_column, price_column = concat(outcomes), pack('>' .. rep('I8', price_count), unpack(prices))
local extension_column = concat(extensions)

if decided then
    -- First of the writes, because it alone can fail: on a log that is ahead of its number.
    local entry = { 'b', bids, 't', turn, 'o', outcome_column, 'c', price_column, 'e', extension_column, 'n', ARGV[7] }
    if ARGV[10] ~= '' then
        entry[13], entry[14] = 'w', ARGV[10]
    end
    redis.call('XADD', KEYS[2], number_text .. '-0', unpack(entry))
    -- A generation begins with the first entry that it needs. That field is so long that it cannot be in a listpack:
    -- Redis would search the first 512 request ids one by one.
    if redis.call('HSETNX', ids_now, '', format('%-65d', number)) == 1 then
        redis.call('PEXPIRE', ids_now, format('%d', (generation + 2) * tonumber(ARGV[2]) - time))
    end
    redis.call('HSET', unpack(records))

    local writes, write_count = { KEYS[1], number_text }, 2
    local due = { KEYS[3] }
    for i = 1, auction_count do
        if changed[i] then
            writes[write_count + 1], writes[write_count + 2] = KEYS[FIRST_STATE + i], states[i + 1]
            write_count = write_count + 2
        end
        if ranks_of[i] then
            local rank_writes, rank_count = { KEYS[FIRST_STATE + auction_count + i] }, 1
            for bidder, score in pairs(ranks_of[i]) do
                rank_writes[rank_count + 1] = format(score % 1 == 0 and '%d' or '%.1f', score)
                rank_writes[rank_count + 2] = bidder
                rank_count = rank_count + 2
            end
            redis.call('ZADD', unpack(rank_writes))
        end
        if extended_to[i] then
            due[#due + 1] = format('%d', extended_to[i])
            due[#due + 1] = KEYS[FIRST_STATE + i]:match('%d+$')
        end
    end
    redis.call('MSET', unpack(writes))
    if #due > 1 then
        redis.call('ZADD', unpack(due))
    end
end

return { turn, outcome_column, price_column, extension_column, concat(known_now) }
