// What has happened and is not published yet. Grows with the devices and not with the time for which a broker
// is slow or away: of values and health the last ones wait, and of news the last thousand. Pure.
//
// A batch goes into the waiting one, or the waiting snapshot, of the same device, and so moves ahead of what
// waits in between. That does no harm: it only says what is true by now.
#pragma once

#include "host/happening.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>

namespace avhost::mqtt {

class Waiting {
public:
    static constexpr std::size_t most_news = 1000; // events and firings of rules; the oldest go first

    void put(host::Happening happening);
    std::optional<host::Happening> take(); // the oldest

    bool is_empty() const { return live_ == 0; }

    struct Counts {
        std::uint64_t folded = 0;  // went into what waited
        std::uint64_t dropped = 0; // news for which there was no room
    };
    // Since the last call.
    Counts counts();

private:
    using Number = std::uint64_t; // of an item, since the beginning

    host::Happening* at(Number number);
    host::Happening* waiting_values(const std::string& device);
    bool fold(host::Happening& happening);
    void make_room_for_news();

    std::deque<std::optional<host::Happening>> items_; // nothing: was dropped
    Number taken_ = 0;                                 // the number of the first one in items_
    std::size_t live_ = 0;
    std::map<std::string, Number> values_; // by device: its batch or snapshot
    std::map<std::string, Number> health_;
    std::optional<Number> site_;
    std::deque<Number> news_;
    Counts counts_;
};

} // namespace avhost::mqtt
