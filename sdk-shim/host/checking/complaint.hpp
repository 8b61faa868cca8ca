// What the checking proxy has to say: who broke which rule of device_plugin.h, and how.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace host {

enum class Side { plugin, host };

struct Complaint {
    Side side = Side::plugin;
    std::string_view rule; // a kebab-case id; constant text
    std::string text;      // what happened
    std::string of{};      // the device or the plugin it is about, for the log

    bool operator==(const Complaint&) const = default;
};

using Complaints = std::vector<Complaint>;

// Where complaints go. Any thread, must not throw, takes no lock that is held while a plugin is called.
using Complain = std::function<void(const Complaint&)>;

inline void pass_on(const Complain& complain, const Complaints& complaints) {
    for (const auto& complaint : complaints) {
        complain(complaint);
    }
}

// "lobby: plugin misbehaving: a batch with revision 6 after revision 0"
inline std::string sentence(const Complaint& complaint) {
    const std::string begin = complaint.of.empty() ? "" : complaint.of + ": ";
    return begin + (complaint.side == Side::plugin ? "plugin misbehaving: " : "host misbehaving: ") +
           complaint.text;
}

} // namespace host
