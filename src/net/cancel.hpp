// A way to end a blocking exchange from another thread, in every phase.
#pragma once

#include "net/file_descriptor.hpp"

#include <atomic>
#include <mutex>

namespace spotify::net {

class CancelWatch;

// Once canceled it stays so. cancel() may be called from any thread, any number of times; the object outlives
// every exchange that was given it. Costs no descriptor while nobody waits: a process may have thousands of
// accounts and only a thousand descriptors.
class Cancel {
public:
    Cancel() = default;
    Cancel(const Cancel&) = delete;
    Cancel& operator=(const Cancel&) = delete;

    void cancel() noexcept;
    bool canceled() const noexcept { return canceled_.load(); }

private:
    friend class CancelWatch;

    std::atomic<bool> canceled_{false};
    mutable std::mutex mutex_;               // of the list below
    mutable CancelWatch* watches_ = nullptr; // linked through the watches, so that joining cannot fail
};

// What a wait polls beside its own descriptor. One per exchange or wait, on the stack of the thread that
// waits; several may watch one Cancel.
class CancelWatch {
public:
    // Throws NetError (connect) when the process has no descriptors left.
    explicit CancelWatch(const Cancel& cancel);
    ~CancelWatch();
    CancelWatch(const CancelWatch&) = delete;
    CancelWatch& operator=(const CancelWatch&) = delete;

    bool canceled() const noexcept { return cancel_.canceled(); }
    int descriptor() const noexcept { return event_.get(); } // readable once canceled

private:
    friend class Cancel;

    void wake() noexcept;

    const Cancel& cancel_;
    FileDescriptor event_;
    CancelWatch* next_ = nullptr; // guarded by the Cancel's mutex, as is the next one
    CancelWatch* previous_ = nullptr;
};

} // namespace spotify::net
