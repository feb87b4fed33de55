-- An auction's packed state, as AuctionStateCodec.java reads and writes it. Prelude of every script that changes one.
-- All numbers are unsigned and big-endian; Bc0 is a string of at most 255 bytes after its length.
--   standing  version B, state c1 (O open, C closed, X cancelled), sequence I8, accepted I8, price I8, max I8,
--             second I8 (0: none), closesAt I8, extensions I4, leader Bc0 (empty: none)
--   terms     opensAt I8, scheduled close I8, opening I8, reserve I8 (0: none), bidding c1 (X proxy, L plain),
--             soft close c1 (N none, A add, R reset), window I8, extension I8, extensionsMax I4 (0: no limit),
--             latestClose I8 (0: no limit), seller Bc0, currency c3, bands B, then from I8 and step I8 of each band
-- Defines load_auction(packed), store_auction(auction), band_at(auction, price).
local pack, unpack_struct, sub = struct.pack, struct.unpack, string.sub

local PRICE_NONE = 9007199254740992 -- 2^53: no accepted bid, so no price

local function load_auction(packed)
    local a = {}
    local version, terms
    version, a.state, a.sequence, a.accepted, a.price, a.max, a.second, a.closes_at, a.extensions, a.leader, terms =
        unpack_struct('>Bc1I8I8I8I8I8I8I4Bc0', packed)
    if version ~= 1 then
        error('auction state of version ' .. version .. ', this script knows 1')
    end
    local scheduled, currency
    a.opens_at, scheduled, a.opening, a.reserve, a.bidding, a.soft_close, a.window, a.extension, a.extensions_max,
        a.latest_close, a.seller, currency, a.band_count, a.bands_at =
        unpack_struct('>I8I8I8I8c1c1I8I8I4I8Bc0c3B', packed, terms)
    a.packed, a.terms_at = packed, terms
    return a
end

local function store_auction(a)
    return pack('>Bc1I8I8I8I8I8I8I4Bc0', 1, a.state, a.sequence, a.accepted, a.price, a.max, a.second, a.closes_at,
        a.extensions, #a.leader, a.leader) .. sub(a.packed, a.terms_at)
end

-- The band that holds the price: where it begins, where the next one does, and its step. A boundary belongs to the
-- upper band.
local function band_at(a, price)
    local bands = a.bands
    if not bands then
        bands = {}
        local at = a.bands_at
        for i = 1, a.band_count do
            local band = {}
            band.from, band.step, at = unpack_struct('>I8I8', a.packed, at)
            bands[i] = band
        end
        a.bands = bands
    end
    local next_from = PRICE_NONE
    for i = a.band_count, 2, -1 do
        if price >= bands[i].from then
            return bands[i].from, next_from, bands[i].step
        end
        next_from = bands[i].from
    end
    return 0, next_from, bands[1].step
end
