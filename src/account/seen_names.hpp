// The names of devices that Spotify has shown on an account, as they are kept over a restart: sleeping devices drop off
// its list, and that one was there before tells it from one that never was. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace spotify::account {

class SeenNames {
public:
    static constexpr std::size_t max_names = 64; // guests of a Jam come and go: the longest unseen goes

    bool contains(const std::string& name) const;
    // True where it is new. One of `kept` never goes.
    bool add(const std::string& name, const std::vector<std::string>& kept);
    const std::vector<std::string>& all() const { return names_; } // the last seen last

    std::string text() const; // a line for each
    static SeenNames parse(std::string_view text);
    bool operator==(const SeenNames&) const = default;

private:
    std::vector<std::string> names_;
};

} // namespace spotify::account
