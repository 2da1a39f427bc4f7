/// How a hint bears on the scan.
public enum Severity: String, Sendable {
    /// The scan waits until the person has done it.
    case blocking
    /// Worth saying; the scan goes on without it.
    case advice
    /// The task that the person is asked for.
    case challenge
    /// For information.
    case info
}

/// The hints of a scan, by their stable ids. Directions are the person's own: `moveLeft` means towards the person's left
/// hand. The words of each lie in `core/face/guidance`.
public enum Guidance: String, CaseIterable, Sendable {
    case lookAtCamera = "look_at_camera", noFace = "no_face", multipleFaces = "multiple_faces",
        moveCloser = "move_closer", moveBack = "move_back", moveLeft = "move_left", moveRight = "move_right",
        moveUp = "move_up", moveDown = "move_down", holdStill = "hold_still", turnToFront = "turn_to_front",
        raiseChin = "raise_chin", lowerChin = "lower_chin", levelHead = "level_head", tooDark = "too_dark",
        tooBright = "too_bright", lightFromSide = "light_from_side", backlit, blurry, cleanLens = "clean_lens",
        removeSunglasses = "remove_sunglasses", glassesGlare = "glasses_glare", removeMask = "remove_mask",
        uncoverFace = "uncover_face", hatShadow = "hat_shadow", hairOverEyes = "hair_over_eyes",
        openEyes = "open_eyes", turnLeft = "turn_left", turnRight = "turn_right", nod, openMouth = "open_mouth",
        closeMouth = "close_mouth", closeEyesThenOpen = "close_eyes_then_open", openEyesNow = "open_eyes_now",
        comeCloserChallenge = "come_closer_challenge", backToCentre = "back_to_centre", otherWay = "other_way",
        slower, aBitMore = "a_bit_more", flashWarning = "flash_warning", flashHold = "flash_hold",
        wellDone = "well_done", processing, success, tryAgain = "try_again", useAnotherWay = "use_another_way",
        askForReview = "ask_for_review", differentPerson = "different_person",
        permissionDenied = "permission_denied", cameraBusy = "camera_busy", cameraLost = "camera_lost",
        deviceTooSlow = "device_too_slow", paused, seniorHelp = "senior_help"

    public var severity: Severity {
        switch self {
        case .glassesGlare, .hatShadow, .hairOverEyes:
            .advice
        case .turnLeft, .turnRight, .nod, .openMouth, .closeMouth, .closeEyesThenOpen, .openEyesNow,
            .comeCloserChallenge, .backToCentre, .otherWay, .slower, .aBitMore, .flashHold:
            .challenge
        case .flashWarning, .wellDone, .processing, .success, .tryAgain, .useAnotherWay, .askForReview,
            .differentPerson, .seniorHelp:
            .info
        default:
            .blocking
        }
    }

    /// Where on the screen the arrow of the hint points, for those that have a side. A mirrored preview shows the person's
    /// left on the left, an unmirrored one on the right.
    public func screenSide(mirrored: Bool) -> ScreenSide? {
        switch self {
        case .moveLeft, .turnLeft: mirrored ? .left : .right
        case .moveRight, .turnRight: mirrored ? .right : .left
        default: nil
        }
    }
}

/// A side of the screen.
public enum ScreenSide: String, Sendable {
    case left, right
}
