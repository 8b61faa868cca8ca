// Who comes in: what the keys, the count of wrong ones and the clock come to, for all faces alike. On the thread of the
// faces.
#pragma once

#include "door/key_ring.hpp"
#include "door/wrong_keys.hpp"
#include "dp/status.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace avhost::door {

class Gate {
public:
    using Note = std::function<void(dp::LogLevel level, std::string_view text)>;

    Gate(std::vector<host::AccessKey> keys, Note note)
        : keys_{std::move(keys)}
        , note_{std::move(note)} {}

    // From now on these keys; what was counted of wrong ones stays.
    void change(std::vector<host::AccessKey> keys) { keys_ = KeyRing{std::move(keys)}; }

    bool asks_for_keys() const { return keys_.asks_for_keys(); }

    // One of the two is set, or neither for somebody who shows no key or a wrong one.
    struct Entry {
        std::optional<Visitor> visitor;
        std::optional<WrongKeys::Duration> wait; // before a key from there is looked at again
    };

    // `address` is an IP literal; `key` empty where none is shown.
    Entry enter(const std::string& address, std::string_view key, WrongKeys::Time now);

    void note(dp::LogLevel level, std::string_view text) const { note_(level, text); }

    std::uint64_t wrong_keys() const { return wrong_.counted(); }

private:
    KeyRing keys_;
    const Note note_;
    WrongKeys wrong_;
};

// For somebody who has to wait before his key is looked at again.
std::string sentence_of(WrongKeys::Duration wait);

} // namespace avhost::door
