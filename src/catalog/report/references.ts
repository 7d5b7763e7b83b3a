/** What a study rests on, by the id of a strategy, a space or a network of the catalog. */
export const REFERENCES: Readonly<Record<string, readonly string[]>> = {
  "hierarchical-random": [
    "Guay, M., Emam, Z., Leapman, R. (2019). Two-stage neural architecture search for microscopy image segmentation.",
  ],
  "module-tree": [
    "Guay, M., Emam, Z., Leapman, R. (2019). Two-stage neural architecture search for microscopy image segmentation.",
  ],
  "training-numbers": [
    "Guay, M., Emam, Z., Leapman, R. (2019). Two-stage neural architecture search for microscopy image segmentation.",
  ],
  crs: [
    "Price, W. L. (1983). Global optimization by controlled random search. J. Optim. Theory Appl. 40, 333–348.",
    "Kaelo, P., Ali, M. M. (2006). Some variants of the controlled random search algorithm for global optimization. J. Optim. Theory Appl. 130, 253–264.",
  ],
  blackbox: [
    "Knysh, P., Korkolis, Y. (2016). Blackbox: A procedure for parallel optimization of expensive black-box functions. arXiv:1605.00998.",
  ],
  reinforce: [
    "Williams, R. J. (1992). Simple statistical gradient-following algorithms for connectionist reinforcement learning. Mach. Learn. 8, 229–256.",
  ],
  autosegnet: [
    "Xu, Z., Zuo, S., Lam, E. Y., Lee, B., Chen, N. (2020). AutoSegNet: An automated neural network for image segmentation. IEEE Access 8.",
  ],
  segnas: [
    "Wong, K. C. L., Moradi, M. (2019). SegNAS3D: Network architecture search with derivative-free global optimization for 3D image segmentation. MICCAI 2019.",
  ],
  unet: [
    "Ronneberger, O., Fischer, P., Brox, T. (2015). U-Net: Convolutional networks for biomedical image segmentation. MICCAI 2015. doi:10.1007/978-3-319-24574-4_28.",
  ],
  unet3d: [
    "Çiçek, Ö., Abdulkadir, A., Lienkamp, S. S., Brox, T., Ronneberger, O. (2016). 3D U-Net: Learning dense volumetric segmentation from sparse annotation. MICCAI 2016.",
  ],
  vnet: [
    "Milletari, F., Navab, N., Ahmadi, S.-A. (2016). V-Net: Fully convolutional neural networks for volumetric medical image segmentation. 3DV 2016.",
  ],
  pspnet: ["Zhao, H., Shi, J., Qi, X., Wang, X., Jia, J. (2017). Pyramid scene parsing network. CVPR 2017."],
};

/** How intervals and differences are found. */
export const STATISTICS = [
  "Efron, B. (1979). Bootstrap methods: Another look at the jackknife. Ann. Stat. 7, 1–26.",
  "Wilcoxon, F. (1945). Individual comparisons by ranking methods. Biometrics Bull. 1, 80–83.",
];
