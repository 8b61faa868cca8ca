// A document on its way from whoever makes it, on any thread, to the connection that waits for it.
#pragma once

#include "panel/panel_server.hpp"

#include <functional>
#include <mutex>
#include <utility>

namespace avhost::panel {

class PendingDocument {
public:
    // `deliver` must only leave a note; it is called once at most, and not after forget() has returned.
    explicit PendingDocument(std::function<void(Document)> deliver)
        : deliver_{std::move(deliver)} {}

    void give(Document document) {
        const std::lock_guard guard{mutex_};
        if (const auto deliver = std::exchange(deliver_, nullptr)) {
            deliver(std::move(document));
        }
    }
    void forget() {
        const std::lock_guard guard{mutex_};
        deliver_ = nullptr;
    }

private:
    std::mutex mutex_;
    std::function<void(Document)> deliver_; // empty when it is over
};

} // namespace avhost::panel
