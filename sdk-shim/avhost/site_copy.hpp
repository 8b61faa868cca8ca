// A site file as it may be shown to others.
#pragma once

#include "host/site.hpp"

#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace avhost {

// The site's JSON on one line, without comments. What stands under a name that speaks of a secret ("sha256",
// "password", "secret", "token" and the like) is left out, and so is an address with a password in it. Throws host::JsonError for what is no JSON. Pure.
std::string shown_site(const std::string& text, std::string_view name);

// The site that runs, as it may be shown. All members may be called from any thread.
class SiteCopy {
public:
    explicit SiteCopy(const host::Site& site) { take(site); }

    void take(const host::Site& site) {
        std::string json = shown_site(site.text, site.file);
        const std::lock_guard guard{mutex_};
        json_ = std::move(json);
    }
    std::string json() const {
        const std::lock_guard guard{mutex_};
        return json_;
    }

private:
    mutable std::mutex mutex_;
    std::string json_; // guarded by mutex_
};

} // namespace avhost
