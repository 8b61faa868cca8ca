// Who comes in: what the keys, the count of wrong ones and the clock come to for one request. On the panel's
// thread.
#pragma once

#include "dp/status.hpp"
#include "panel/access.hpp"
#include "panel/answer.hpp"
#include "panel/wrong_keys.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace avhost::panel {

class Gate {
public:
    using Note = std::function<void(dp::LogLevel level, std::string_view text)>;

    Gate(std::vector<host::PanelKey> keys, Note note)
        : access_{std::move(keys)}
        , note_{std::move(note)} {}

    bool asks_for_keys() const { return access_.asks_for_keys(); }

    // One of the two is set, or neither for somebody who shows no key or a wrong one.
    struct Entry {
        std::optional<Visitor> visitor;
        std::optional<WrongKeys::Duration> wait; // before a key from there is looked at again
    };

    // `address` is an IP literal; `key` empty where none is shown.
    Entry enter(const std::string& address, std::string_view key, WrongKeys::Time now);

    // The answer to a login with this form. `secure` is for a port with TLS.
    Answer log_in(const std::string& address, std::string_view form, bool secure, WrongKeys::Time now);
    static Answer log_out(bool secure);

    std::uint64_t wrong_keys() const { return wrong_.counted(); }

private:
    const Access access_;
    const Note note_;
    WrongKeys wrong_;
};

// For somebody who has to wait before his key is looked at again.
Answer too_many(WrongKeys::Duration wait);

} // namespace avhost::panel
