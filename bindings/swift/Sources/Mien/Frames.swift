import Foundation
@_exported import MienCore

/// One camera frame: its geometry, and its pixels as they lie in the camera's buffers.
///
/// The core reads the bytes in place while `Scan.push` runs and keeps nothing. Make the `Data` with
/// `Data(bytesNoCopy:count:deallocator: .none)` and keep the buffer locked until the call returns: then nothing is copied.
public struct CameraFrame {
    /// Size, strides, turn and capture time.
    public let info: FrameInfo
    /// One plane for packed formats; luma and chroma for planar ones.
    public let planes: [Data]

    /// A frame from its parts. Nothing is checked here: `Scan.push` throws `ScanError.Frame` when they do not fit.
    public init(info: FrameInfo, planes: [Data]) {
        self.info = info
        self.planes = planes
    }

    /// The camera's own format on iOS (`420f`): luma, then U and V interleaved.
    ///
    /// - Parameters:
    ///   - rowBytes: bytes from one luma row to the next.
    ///   - chromaRowBytes: bytes from one chroma row to the next.
    ///   - rotation: the clockwise turn in degrees that brings the picture upright: 0, 90, 180 or 270.
    ///   - capturedAt: capture time in microseconds, in the camera's own time base.
    ///   - camera: what camera and gyroscope said of it, as far as they did.
    public static func biplanar(
        luma: Data, chroma: Data, width: Int, height: Int, rowBytes: Int, chromaRowBytes: Int,
        rotation: Int32 = 0, mirrored: Bool = false, capturedAt: UInt64, camera: CameraData? = nil
    ) -> CameraFrame {
        let info = FrameInfo(
            width: narrow(width), height: narrow(height), format: .nv12,
            rowStride: narrow(rowBytes), pixelStride: 1,
            chromaRowStride: narrow(chromaRowBytes), chromaPixelStride: 2,
            rotationDegrees: rotation, mirrored: mirrored, capturedAtUs: capturedAt, camera: camera
        )
        return CameraFrame(info: info, planes: [luma, chroma])
    }

    /// A frame of a video file: luma, U and V in one buffer without gaps (I420).
    public static func i420(_ data: Data, width: Int, height: Int, capturedAt: UInt64) -> CameraFrame {
        let info = FrameInfo(
            width: narrow(width), height: narrow(height), format: .i420,
            rowStride: narrow(width), pixelStride: 1,
            chromaRowStride: narrow((width + 1) / 2), chromaPixelStride: 1,
            rotationDegrees: 0, mirrored: false, capturedAtUs: capturedAt
        )
        return CameraFrame(info: info, planes: [data])
    }

    /// Luma alone: enough to look for a QR code.
    public static func grey(_ luma: Data, width: Int, height: Int, rowBytes: Int, rotation: Int32 = 0) -> CameraFrame {
        let info = FrameInfo(
            width: narrow(width), height: narrow(height), format: .grey,
            rowStride: narrow(rowBytes), pixelStride: 1, chromaRowStride: 0, chromaPixelStride: 0,
            rotationDegrees: rotation, mirrored: false, capturedAtUs: 0
        )
        return CameraFrame(info: info, planes: [luma])
    }
}

/// A size as the core takes it. A nonsensical one becomes a size that the core refuses, instead of ending the app.
private func narrow(_ value: Int) -> UInt32 {
    UInt32(exactly: value) ?? .max
}

extension Scan {
    /// Takes one frame and answers what to show. Call it from one thread, and drop frames rather than queue them.
    ///
    /// - Throws: `ScanError.Frame` when geometry and buffers do not belong together: a fault of the calling code.
    public func push(_ frame: CameraFrame) throws -> ScanFeedback {
        guard frame.planes.count > 1 else {
            return try pushPacked(info: frame.info, data: frame.planes.first ?? Data())
        }
        let third = frame.planes.count > 2 ? frame.planes[2] : Data()
        return try pushPlanes(info: frame.info, y: frame.planes[0], u: frame.planes[1], v: third)
    }
}

extension MienCore.Mien {
    /// The text of the QR code in a frame; nil when there is none. Never open it: hand it to `startLogin(code:)` or
    /// `startEnrolment(offer:)`, which know what to refuse.
    public func readCode(in frame: CameraFrame) throws -> String? {
        try readCode(info: frame.info, luma: frame.planes.first ?? Data())
    }
}
